package dev.rondo.ui.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The time on a core that this process and its engine's thread had used at some moment; it says more than the clock does
 * while other work disturbs the machine.
 */
record CpuTime(long engineThread, long engineNanos, long processNanos) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    static CpuTime now() {
        long id = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("rondo-engine"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No thread is named rondo-engine; open an engine first"))
                .getId();
        return new CpuTime(id, THREADS.getThreadCpuTime(id), PROCESS.getProcessCpuTime());
    }

    double microsOfEngine() {
        return (THREADS.getThreadCpuTime(engineThread) - engineNanos) / 1e3;
    }

    double microsOfProcess() {
        return (PROCESS.getProcessCpuTime() - processNanos) / 1e3;
    }
}
