package dev.rondo.engine.loop;

import dev.rondo.engine.run.RunEvent;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.AttemptTable;
import dev.rondo.engine.store.AttemptTable.AttemptRow;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.Tx;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up unfinished runs: after a restart, when their attempts are gone, and after a turn that had to be undone. */
final class RunRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecovery.class);
    private static final String HOW = "the process that ran it ended";

    private final EngineState state;

    RunRecovery(EngineState state) {
        this.state = state;
    }

    /** At the start of a process: what a former one left unfinished becomes this epoch's, its attempts are lost. */
    void takeUp(TurnWork turn) {
        Tx tx = turn.tx();
        RunTable.takeOver(tx, state.epoch);
        turn.lookOutside();
        AttemptTable.takeOver(tx, state.epoch);
        for (RunRow row : RunTable.unfinished(tx, state.epoch)) {
            Optional<ActiveRun> loaded = state.births.load(tx, row);
            if (loaded.isEmpty()) {
                giveUp(turn, row);
                continue;
            }
            state.add(loaded.get());
            turn.post(row.id(), new RunEvent.Begun());
            for (AttemptRow attempt : AttemptTable.ofRun(tx, row.id())) {
                if (!attempt.state().terminal()) {
                    turn.attemptEnded(Outcomes.lost(attempt, HOW, turn.now()));
                    turn.post(row.id(), new RunEvent.AttemptLost(attempt.token(), HOW));
                }
            }
            LOG.info("Run {} of {} for {} goes on where it was", row.id(), row.pipeline(), row.partition());
        }
    }

    /** After an undone turn: memory becomes what the store says; attempts of this process go on. */
    void reload(Tx tx) {
        state.clear();
        for (RunRow row : RunTable.unfinished(tx, state.epoch)) {
            state.births.load(tx, row).ifPresent(state::add);
        }
    }

    private void giveUp(TurnWork turn, RunRow row) {
        String why = "its code " + row.codeDigest() + " is not deployed and not archived any more";
        LOG.error(
                "Run {} of {} cannot go on: {}. It is recorded as cancelled; start it again",
                row.id(),
                row.pipeline(),
                why);
        RunTable.update(
                turn.tx(), row.id(), RunState.CANCELLED, Optional.of(why), Optional.of(turn.now()), state.epoch);
    }
}
