package dev.rondo.engine.retention;

import dev.rondo.engine.store.OldRuns.OldRun;
import java.time.Instant;
import java.util.Optional;

/** Says which runs may be forgotten. Pure. */
final class RetentionRule {
    private RetentionRule() {}

    /** Why a run stays. */
    enum Reason {
        /** It has not ended. */
        UNFINISHED,
        /** It has ended not long enough ago. */
        YOUNG,
        /** It is among the newest of its pipeline and partition. */
        NEWEST,
        /** It made or judged a version of a model that is kept. */
        MODEL,
        /** What it made is the current data of a partition. */
        CURRENT_DATA,
        /** A run that is young or under way has read what it made, or taken it from the cache. */
        USED,
        /** A run that is kept repeats it. */
        REPEATED,
        /** The run or the backfill that started it is kept. */
        PARENT
    }

    /**
     * Why the run stays; empty when it may be forgotten.
     *
     * @param time runs that ended before it are old
     */
    static Optional<Reason> keeps(OldRun run, Instant time) {
        if (!run.state().terminal()) {
            return Optional.of(Reason.UNFINISHED);
        }
        if (run.finishedAt().isEmpty() || !run.finishedAt().get().isBefore(time)) {
            return Optional.of(Reason.YOUNG);
        }
        if (run.amongNewest()) {
            return Optional.of(Reason.NEWEST);
        }
        if (run.servesModel()) {
            return Optional.of(Reason.MODEL);
        }
        if (run.currentData()) {
            return Optional.of(Reason.CURRENT_DATA);
        }
        if (run.usedSince()) {
            return Optional.of(Reason.USED);
        }
        if (run.repeated()) {
            return Optional.of(Reason.REPEATED);
        }
        return run.hasParent() ? Optional.of(Reason.PARENT) : Optional.empty();
    }
}
