package dev.rondo.engine.trigger;

import dev.rondo.engine.feed.Change;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.SlotTable;
import dev.rondo.engine.store.TriggerCursorTable;
import dev.rondo.engine.store.TriggerDecisionTable;
import dev.rondo.engine.store.TriggerDecisionTable.DecisionRow;
import dev.rondo.engine.store.TriggerDecisionTable.Outcome;
import dev.rondo.engine.store.TriggerEventTable.Kind;
import dev.rondo.settings.SettingsException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Starts the runs of a ruling, records every answer and moves the cursor on, all in the transaction of the turn. */
final class CarryOutRuling {
    private final Turn turn;
    private final TriggerKey key;

    private CarryOutRuling(Turn turn, TriggerKey key) {
        this.turn = turn;
        this.key = key;
    }

    /** @param before where the cursor is now; a look that finds nothing new writes nothing */
    static void of(Turn turn, TriggerKey key, Ruling ruling, long before) {
        CarryOutRuling work = new CarryOutRuling(turn, key);
        ruling.verdicts()
                .forEach(verdict -> work.answer(verdict.event(), verdict.outcome(), verdict.why(), Optional.empty()));
        ruling.firings().forEach(work::fire);
        if (ruling.cursorSeq() != before) {
            TriggerCursorTable.advance(turn.tx(), key.toString(), ruling.cursorSeq());
        }
    }

    /** A run that the engine refuses, such as one without a required setting, is an answer and no crash. */
    private void fire(Ruling.Firing firing) {
        TriggerEvent decisive = firing.decisive();
        boolean slot = decisive.kind() == Kind.SLOT;
        RunCause cause = new RunCause(
                slot ? RunCause.Kind.SCHEDULE : RunCause.Kind.DATA, firing.detail(), Optional.of(decisive.seq()));
        try {
            RunId run = turn.startRun(
                    new NewRun(key.pipeline(), firing.partition(), Map.of(), firing.startKey(), cause, Set.of(), ""));
            TriggerCursorTable.fired(turn.tx(), key.toString(), turn.now());
            firing.events().forEach(event -> answer(event, Outcome.FIRED, firing.detail(), Optional.of(run)));
            if (slot) {
                SlotTable.started(turn.tx(), key.toString(), Instant.parse(decisive.detail()), run);
            }
        } catch (IllegalArgumentException | SettingsException e) {
            String why = "no run could be started: " + e.getMessage();
            firing.events().forEach(event -> answer(event, Outcome.SKIPPED, why, Optional.empty()));
        }
    }

    private void answer(TriggerEvent event, Outcome outcome, String why, Optional<RunId> run) {
        TriggerDecisionTable.insert(
                turn.tx(), new DecisionRow(key.toString(), event.seq(), outcome, why, run, turn.now()));
        turn.publish(Change.trigger(turn.now(), key.pipeline(), key.id(), outcome.name(), why));
    }
}
