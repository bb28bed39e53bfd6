package dev.rondo.engine.backfill;

import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.store.BackfillTable;
import dev.rondo.engine.store.BackfillTable.BackfillRow;
import dev.rondo.engine.store.BackfillTable.Pending;
import dev.rondo.engine.store.BackfillTable.Wish;
import dev.rondo.engine.store.TriggerEventTable;
import dev.rondo.engine.store.TriggerEventTable.EventRow;
import dev.rondo.settings.SettingsException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Starts as many runs of a backfill as may be under way at the same time. */
final class AdvanceBackfill {
    private AdvanceBackfill() {}

    /** Under this key a backfill stands in the trigger log. */
    static String eventKey(long id) {
        return "backfill:" + id;
    }

    /** Says whether a partition got its run, or was found to get none. */
    static boolean startWhatMayRun(Turn turn, BackfillRow backfill) {
        if (backfill.wish() != Wish.RUN) {
            return false;
        }
        int free = backfill.maxParallel()
                - BackfillTable.unfinished(turn.tx(), backfill.id()).size();
        int position = 0;
        while (free > 0) {
            Optional<Pending> next = BackfillTable.pending(turn.tx(), backfill.id(), position);
            if (next.isEmpty()) {
                break;
            }
            if (started(turn, backfill, next.get())) {
                free--;
            }
            position = next.get().position() + 1;
        }
        return position > 0;
    }

    /** A partition for which no run can be started says why and holds up nothing. */
    private static boolean started(Turn turn, BackfillRow backfill, Pending next) {
        Optional<Long> event =
                TriggerEventTable.find(turn.tx(), eventKey(backfill.id())).map(EventRow::seq);
        RunCause cause = new RunCause(RunCause.Kind.BACKFILL, "backfill " + backfill.id(), event);
        try {
            turn.startRun(new NewRun(
                    backfill.pipeline(),
                    next.partition(),
                    Map.of(),
                    BackfillTable.startKey(backfill.id(), next.partition()),
                    cause,
                    Set.of(),
                    backfill.note()));
            return true;
        } catch (IllegalArgumentException | SettingsException e) {
            BackfillTable.refuse(turn.tx(), backfill.id(), next.partition(), String.valueOf(e.getMessage()));
            return false;
        }
    }
}
