package dev.rondo.ui.bench;

import java.io.IOException;

/** How often something can be done in a second. */
final class PerSecond {
    private PerSecond() {}

    interface Work {
        void once() throws IOException;
    }

    static double of(double seconds, Work work) throws IOException {
        long begin = System.nanoTime();
        long times = 0;
        double passed = 0;
        while (passed < seconds) {
            work.once();
            times++;
            passed = (System.nanoTime() - begin) / 1e9;
        }
        return times / passed;
    }
}
