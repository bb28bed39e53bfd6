package dev.rondo.engine.backfill;

import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.BackfillTable.Wish;
import java.util.Collection;
import java.util.Optional;

/**
 * How many partitions of a backfill are how far.
 *
 * @param pending no run of it has been started
 * @param running its run has not ended
 * @param refused no run could be started for it
 */
public record BackfillProgress(
        int total, int pending, int running, int succeeded, int failed, int cancelled, int refused) {

    /** Counts the states of the partitions' runs. */
    static BackfillProgress of(Collection<Optional<RunState>> runs, int refused) {
        int running = 0;
        int succeeded = 0;
        int failed = 0;
        int cancelled = 0;
        int pending = 0;
        for (Optional<RunState> run : runs) {
            if (run.isEmpty()) {
                pending++;
                continue;
            }
            switch (run.get()) {
                case QUEUED, RUNNING, CANCELLING, STOPPING -> running++;
                case SUCCEEDED -> succeeded++;
                case FAILED -> failed++;
                case CANCELLED, SKIPPED -> cancelled++;
            }
        }
        return new BackfillProgress(runs.size() + refused, pending, running, succeeded, failed, cancelled, refused);
    }

    BackfillState state(Wish wish) {
        if (pending == 0 && running == 0) {
            boolean stopped = wish == Wish.CANCEL && cancelled > 0;
            return succeeded == total
                    ? BackfillState.SUCCEEDED
                    : stopped ? BackfillState.CANCELLED : BackfillState.FAILED;
        }
        return switch (wish) {
            case RUN -> BackfillState.RUNNING;
            case PAUSE -> BackfillState.PAUSED;
            case CANCEL -> running > 0 ? BackfillState.CANCELLING : BackfillState.CANCELLED;
        };
    }
}
