package dev.rondo.example.bike.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A month that has arrived: waits until everything that this started has ended. */
final class Arrival {
    static final String DEMAND = "bike-demand";
    static final String LIGHT_GBM = "bike-demand-lightgbm";
    static final String COMPARISON = "bike-comparison";

    /** After this time of waiting somebody should look. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Server server;
    private final String month;
    private final Instant arrivedAt;

    Arrival(Server server, String month, Instant arrivedAt) {
        this.server = server;
        this.month = month;
        this.arrivedAt = arrivedAt;
    }

    /**
     * The runs that the arrival started: first that of {@code bike-demand}, then those that its results started. A run
     * from before the arrival judged an earlier version of the file and does not count.
     */
    List<Run> awaitRuns() {
        List<Run> runs = new ArrayList<>();
        Run demand = await(DEMAND, arrivedAt);
        runs.add(demand);
        List<String> done = server.rondo().steps(demand).stream()
                .filter(Step::succeeded)
                .map(Step::name)
                .toList();
        if (done.contains("clean") && server.rondo().has(LIGHT_GBM)) {
            runs.add(await(LIGHT_GBM, Instant.EPOCH));
        }
        if (done.contains("evaluate") && server.rondo().has(COMPARISON)) {
            runs.add(await(COMPARISON, Instant.EPOCH));
        }
        return runs;
    }

    /** The newest run of a pipeline for the month, once there is one and all of them have ended. */
    private Run await(String pipeline, Instant notBefore) {
        return Poll.until(PATIENCE, () -> {
                    server.requireAlive();
                    List<Run> runs = server.rondo().runs("pipeline=" + pipeline + "&partition=" + month);
                    return runs.stream().allMatch(Run::ended)
                            ? runs.stream()
                                    .filter(run -> !run.createdAt().isBefore(notBefore))
                                    .findFirst()
                            : Optional.<Run>empty();
                })
                .orElseThrow(
                        () -> new ReplayException("After " + PATIENCE.toMinutes() + " minutes there is still no ended "
                                + "run of " + pipeline + " for " + month + ". Its page says why: "
                                + server.rondo().page()
                                + "; the server's log is " + server.log() + "."));
    }
}
