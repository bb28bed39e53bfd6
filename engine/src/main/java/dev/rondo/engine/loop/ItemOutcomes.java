package dev.rondo.engine.loop;

import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.Failure;
import dev.rondo.engine.loop.FanOut.ItemMemory;
import dev.rondo.engine.run.AttemptState;
import dev.rondo.engine.run.AttemptToken;
import dev.rondo.engine.run.RunEvent;
import dev.rondo.engine.run.Unit;
import dev.rondo.engine.store.ItemTable.ItemAttemptRow;
import java.time.Instant;
import java.util.Optional;

/** Turns what an executor reports of an item into an event, and into a row if the attempt did not succeed. */
final class ItemOutcomes {
    private ItemOutcomes() {}

    static void arrived(
            TurnWork turn, ActiveRun run, Unit unit, AttemptToken token, AttemptOutcome outcome, String executor) {
        ItemMemory memory = run.fanOut(unit.step()).item(unit.item().orElseThrow());
        if (outcome instanceof AttemptOutcome.ItemSucceeded ok) {
            memory.value = Optional.of(ok.value());
            turn.post(run.id(), new RunEvent.AttemptSucceeded(token));
        } else if (outcome instanceof AttemptOutcome.Failed failed) {
            Failure failure = failed.failure();
            turn.itemAttemptEnded(
                    row(run, unit, AttemptState.FAILED, Optional.of(failure), executor, memory, turn.now()));
            turn.post(
                    run.id(),
                    new RunEvent.AttemptFailed(
                            token,
                            failure.kind() != Failure.Kind.DEFINITION,
                            failure.exceptionClasses(),
                            failure.message()));
        } else {
            turn.itemAttemptEnded(
                    row(run, unit, AttemptState.CANCELLED, Optional.empty(), executor, memory, turn.now()));
            turn.post(run.id(), new RunEvent.AttemptStopped(token));
        }
    }

    /** The row of an item's attempt whose node went away. */
    static ItemAttemptRow lost(ActiveRun run, Unit unit, String how, String executor, Instant now) {
        ItemMemory memory = run.fanOut(unit.step()).item(unit.item().orElseThrow());
        return row(
                run,
                unit,
                AttemptState.LOST,
                Optional.of(new Failure(Failure.Kind.ENGINE, how, java.util.List.of(), "")),
                executor,
                memory,
                now);
    }

    private static ItemAttemptRow row(
            ActiveRun run,
            Unit unit,
            AttemptState state,
            Optional<Failure> failure,
            String executor,
            ItemMemory memory,
            Instant now) {
        return new ItemAttemptRow(
                run.id(),
                unit.step(),
                unit.item().orElseThrow(),
                run.run().unit(unit).attemptNumber(),
                state,
                executor,
                memory.attemptAt.orElse(now),
                now,
                failure.map(f -> state == AttemptState.LOST ? "LOST" : f.kind().name()),
                failure.map(Failure::message),
                failure.map(Failure::stackTrace).filter(trace -> !trace.isEmpty()));
    }
}
