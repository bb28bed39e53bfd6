package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;

/** Watches a backfill until it has ended: how far it is, what fails on the way, and what it waits for when nothing moves. */
final class FollowBackfill {
    /** So many looks without progress, a few seconds, and people wonder. */
    private static final int PATIENCE = 15;

    private static final int MOST_WAITERS = 3;
    private static final int MOST_FAILURES = 20;
    private static final Set<String> WAITING = Set.of("QUEUED", "RUNNING");

    /** Waits between two looks. */
    @FunctionalInterface
    interface Pause {
        void untilNextLook() throws InterruptedException;
    }

    private final Api api;
    private final PrintWriter progress;
    private final Pause pause;
    private final Set<String> failed = new HashSet<>();
    private String told = "";
    private int looksWithoutProgress;

    FollowBackfill(Api api, PrintWriter progress) {
        this(api, progress, Follow::pause);
    }

    FollowBackfill(Api api, PrintWriter progress, Pause pause) {
        this.api = api;
        this.progress = progress;
        this.pause = pause;
    }

    JsonNode toItsEnd(String id) throws InterruptedException {
        while (true) {
            JsonNode backfill = api.get(Api.path("backfills", id));
            String counts = counts(backfill.path("partitions"));
            if (!counts.equals(told)) {
                progress.println("Backfill " + id + " of " + RunText.text(backfill, "pipeline") + ": " + counts);
                tellFailures(backfill);
                told = counts;
                looksWithoutProgress = 0;
            } else if (++looksWithoutProgress == PATIENCE) {
                tellWhatItWaitsFor(backfill);
            }
            progress.flush();
            if (RunText.ended(backfill)) {
                return backfill;
            }
            pause.untilNextLook();
        }
    }

    /** Such as {@code 3 total, 1 running, 2 succeeded}. */
    static String counts(JsonNode partitions) {
        StringBuilder text = new StringBuilder();
        partitions.properties().forEach(count -> {
            if (count.getValue().asInt() > 0 || count.getKey().equals("total")) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(count.getValue().asInt())
                        .append(' ')
                        .append(count.getKey());
            }
        });
        return text.toString();
    }

    private void tellFailures(JsonNode backfill) throws InterruptedException {
        for (JsonNode item : backfill.path("items")) {
            boolean isNew = RunText.text(item, "state").equals("FAILED") && failed.add(RunText.text(item, "partition"));
            if (isNew && failed.size() <= MOST_FAILURES) {
                tell(item, RunText.text(item, "run").isEmpty() ? RunText.text(item, "why") : error(item));
            } else if (isNew && failed.size() == MOST_FAILURES + 1) {
                progress.println("  and more; rondo backfills " + RunText.text(backfill, "id") + " lists them");
            }
        }
    }

    private String error(JsonNode item) throws InterruptedException {
        JsonNode run = api.get(Api.path("runs", RunText.text(item, "run")));
        JsonNode error = run.path("error");
        if (!error.isObject()) {
            return RunText.text(run, "why"); // no step has failed, as when its time is up
        }
        return "step " + RunText.text(error, "step") + ": " + RunText.text(error, "message");
    }

    private void tellWhatItWaitsFor(JsonNode backfill) throws InterruptedException {
        int waiters = 0;
        for (JsonNode item : backfill.path("items")) {
            if (WAITING.contains(RunText.text(item, "state")) && ++waiters <= MOST_WAITERS) {
                tell(item, RunText.text(api.get(Api.path("runs", RunText.text(item, "run"), "why")), "why"));
            }
        }
    }

    private void tell(JsonNode item, String why) {
        String run = RunText.text(item, "run");
        progress.println("  " + RunText.text(item, "partition") + "  " + RunText.text(item, "state")
                + (run.isEmpty() ? "" : " (run " + run + ")") + ": " + why);
    }
}
