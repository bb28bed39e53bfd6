package dev.rondo.engine.loop;

import dev.rondo.engine.run.RunEvent;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.Unit;
import dev.rondo.engine.store.AttemptTable;
import dev.rondo.engine.store.AttemptTable.AttemptRow;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.StoreException;
import dev.rondo.engine.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up unfinished runs: after a restart, when their attempts are gone, and after a turn that had to be undone. */
final class RunRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecovery.class);
    private static final int MOST_NAMED = 10;
    private static final String HOW = "the process that ran it ended";

    private final EngineState state;

    RunRecovery(EngineState state) {
        this.state = state;
    }

    /** At the start of a process: what a former one left unfinished becomes this epoch's, its attempts are lost. */
    void takeUp(TurnWork turn) {
        Tx tx = turn.tx();
        RunTable.takeOver(tx, state.epoch);
        state.pools.read(tx);
        state.adoptions.read(tx);
        state.probe.reload(tx);
        turn.lookOutside();
        AttemptTable.takeOver(tx, state.epoch);
        List<String> taken = new ArrayList<>();
        for (RunRow row : RunTable.unfinished(tx, state.epoch)) {
            Optional<ActiveRun> loaded = load(tx, row);
            if (loaded.isEmpty()) {
                giveUp(turn, row);
            } else {
                state.add(loaded.get());
                turn.post(row.id(), new RunEvent.Begun());
                turn.watchTime(loaded.get());
                lostItems(turn, loaded.get());
                taken.add("run " + row.id() + " of " + row.pipeline() + " for " + row.partition());
            }
            for (AttemptRow attempt : AttemptTable.ofRun(tx, row.id())) {
                if (!attempt.state().terminal()) {
                    turn.attemptEnded(Outcomes.lost(attempt, HOW, turn.now()));
                    turn.post(row.id(), new RunEvent.AttemptLost(attempt.token(), HOW));
                }
            }
        }
        turn.lookAtPools();
        tell(taken);
    }

    private static void tell(List<String> taken) {
        if (!taken.isEmpty()) {
            List<String> named = taken.subList(0, Math.min(MOST_NAMED, taken.size()));
            int others = taken.size() - named.size();
            LOG.info(
                    "{}: {}{}",
                    taken.size() == 1
                            ? "1 unfinished run goes on where it was"
                            : taken.size() + " unfinished runs go on where they were",
                    String.join(", ", named),
                    others > 0 ? ", and " + others + " more" : "");
        }
    }

    /** After an undone turn: memory becomes what the store says; attempts of this process go on. */
    void reload(Tx tx) {
        Map<RunId, ActiveRun> before = Map.copyOf(state.active);
        state.clear();
        state.pools.read(tx);
        state.adoptions.read(tx);
        state.probe.reload(tx);
        for (RunRow row : RunTable.unfinished(tx, state.epoch)) {
            load(tx, row).ifPresent(run -> {
                Optional.ofNullable(before.get(row.id())).ifPresent(old -> {
                    run.rememberKeys(old);
                    run.rememberElements(old);
                });
                state.add(run);
            });
        }
    }

    private void lostItems(TurnWork turn, ActiveRun run) {
        run.run().items().forEach((step, items) -> {
            for (int item = 0; item < items.count(); item++) {
                Unit unit = Unit.of(step, item);
                items.get(item).token().ifPresent(token -> {
                    turn.itemAttemptEnded(ItemOutcomes.lost(run, unit, HOW, state.executor.name(), turn.now()));
                    turn.post(run.id(), new RunEvent.AttemptLost(token, HOW));
                });
            }
        });
    }

    /** A run that cannot be loaded must not keep the others from going on. */
    private Optional<ActiveRun> load(Tx tx, RunRow row) {
        try {
            return state.births.load(tx, row);
        } catch (RuntimeException e) {
            if (e instanceof StoreException store && store.kind() != StoreException.Kind.DAMAGED) {
                throw e;
            }
            LOG.error("The rows of run {} of {} cannot be read", row.id(), row.pipeline(), e);
            return Optional.empty();
        }
    }

    private static void giveUp(TurnWork turn, RunRow row) {
        String why = "the run cannot go on: its code " + row.codeDigest()
                + " is not deployed and not archived any more," + " or does not fit its rows; start it again";
        LOG.error("Run {} of {} is recorded as cancelled: {}", row.id(), row.pipeline(), why);
        turn.gaveUp(row, why);
    }
}
