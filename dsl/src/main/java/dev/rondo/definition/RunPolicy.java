package dev.rondo.definition;

import java.time.Duration;
import java.util.Optional;

/**
 * How the runs of a pipeline are treated as a whole.
 *
 * @param priority of its runs unless one is started with another; the higher goes first
 * @param overlap what happens to a run while others of the pipeline are under way
 * @param stopsAtFailure whether the first failed step stops the others; if not, independent branches are finished
 * @param timeout limit for a whole run from its begin; empty without limit
 */
public record RunPolicy(int priority, Overlap overlap, Optional<Duration> timeout, boolean stopsAtFailure) {
    /** What holds when nothing is said. */
    public static final RunPolicy PLAIN = new RunPolicy(0, Overlap.allow(), Optional.empty(), false);

    public RunPolicy withPriority(int other) {
        return new RunPolicy(other, overlap, timeout, stopsAtFailure);
    }

    public RunPolicy withOverlap(Overlap other) {
        return new RunPolicy(priority, other, timeout, stopsAtFailure);
    }

    public RunPolicy withTimeout(Duration limit) {
        return new RunPolicy(priority, overlap, Optional.of(limit), stopsAtFailure);
    }

    public RunPolicy stoppingAtFailure() {
        return new RunPolicy(priority, overlap, timeout, true);
    }
}
