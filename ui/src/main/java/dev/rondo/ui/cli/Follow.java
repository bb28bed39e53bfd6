package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Watches something until it has ended. */
final class Follow {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private Follow() {}

    /** Waits until a run has ended, and prints a line for every step that goes on meanwhile. */
    static JsonNode run(Api api, String id, PrintWriter progress) throws InterruptedException {
        Map<String, String> told = new HashMap<>();
        while (true) {
            JsonNode run = api.get(Api.path("runs", id)); // before the steps, so that they are told to their end
            for (JsonNode step : api.get(Api.path("runs", id, "steps")).path("items")) {
                String state = RunText.text(step, "state");
                String name = RunText.text(step, "step");
                boolean worthTelling = !state.equals("WAITING") && !state.equals("READY");
                if (worthTelling && !state.equals(told.put(name, state))) {
                    progress.println("  " + name + "  " + RunText.step(step));
                    String howTo = RunText.howToAnswer(id, step);
                    if (!howTo.isEmpty()) {
                        progress.println("      " + howTo);
                    }
                    progress.flush();
                }
            }
            if (RunText.ended(run)) {
                return run;
            }
            pause();
        }
    }

    /** Until the next look. */
    static void pause() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
    }
}
