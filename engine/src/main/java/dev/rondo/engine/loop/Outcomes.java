package dev.rondo.engine.loop;

import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.Failure;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.run.AttemptState;
import dev.rondo.engine.run.AttemptToken;
import dev.rondo.engine.run.RunEvent;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.AttemptTable.AttemptRow;
import dev.rondo.engine.store.RowJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what an executor reports into a row and an event. */
final class Outcomes {
    private Outcomes() {}

    /** Lets an attempt's outcome happen; that of an attempt which has ended, or was never this epoch's, changes nothing. */
    static void arrived(EngineState state, TurnWork turn, AttemptToken token, AttemptOutcome outcome) {
        Optional<EngineState.Place> place = state.placeOf(token);
        Optional<ActiveRun> run = place.flatMap(p -> Optional.ofNullable(state.active.get(p.run())));
        if (run.isEmpty()) {
            return;
        }
        if (place.get().unit().isItem()) {
            ItemOutcomes.arrived(turn, run.get(), place.get().unit(), token, outcome, state.executor.name());
            return;
        }
        StepName step = place.get().step();
        int number = run.get().run().step(step).attemptNumber();
        Recorded recorded = record(outcome, run.get().id(), step, number, token, turn.now());
        StepMemory memory = run.get().memory(step);
        memory.outputs = recorded.outputs();
        memory.metrics = recorded.metrics();
        if (outcome instanceof AttemptOutcome.Succeeded ok) {
            turn.keep(ok.small());
        }
        turn.attemptEnded(recorded.row());
        turn.post(run.get().id(), recorded.event());
    }

    /** What is kept of an attempt that has ended. */
    record Recorded(AttemptRow row, RunEvent event, List<OutputArtifact> outputs, Map<String, Double> metrics) {}

    static Recorded record(
            AttemptOutcome outcome, RunId run, StepName step, int number, AttemptToken token, Instant now) {
        if (outcome instanceof AttemptOutcome.Succeeded ok) {
            AttemptRow row = row(
                    run,
                    step,
                    number,
                    token,
                    AttemptState.SUCCEEDED,
                    now,
                    Optional.empty(),
                    RowJson.write(ok.params()),
                    RowJson.write(ok.metrics()));
            return new Recorded(row, new RunEvent.AttemptSucceeded(token), ok.outputs(), ok.metrics());
        }
        if (outcome instanceof AttemptOutcome.Failed failed) {
            Failure failure = failed.failure();
            AttemptRow row = row(run, step, number, token, AttemptState.FAILED, now, Optional.of(failure), "{}", "{}");
            if (failure.kind() == Failure.Kind.INFRASTRUCTURE) {
                return new Recorded(row, new RunEvent.AttemptDisturbed(token, failure.message()), List.of(), Map.of());
            }
            boolean retryable = failure.kind() != Failure.Kind.DEFINITION;
            return new Recorded(
                    row,
                    new RunEvent.AttemptFailed(token, retryable, failure.exceptionClasses(), failure.message()),
                    List.of(),
                    Map.of());
        }
        AttemptRow row = row(run, step, number, token, AttemptState.CANCELLED, now, Optional.empty(), "{}", "{}");
        return new Recorded(row, new RunEvent.AttemptStopped(token), List.of(), Map.of());
    }

    /** The row of an attempt whose node went away. */
    static AttemptRow lost(AttemptRow running, String how, Instant now) {
        return new AttemptRow(
                running.run(),
                running.step(),
                running.number(),
                running.token(),
                AttemptState.LOST,
                running.executor(),
                running.startedAt(),
                Optional.of(now),
                Optional.of("LOST"),
                Optional.of(how),
                Optional.empty(),
                running.params(),
                running.metrics());
    }

    private static AttemptRow row(
            RunId run,
            StepName step,
            int number,
            AttemptToken token,
            AttemptState state,
            Instant now,
            Optional<Failure> failure,
            String params,
            String metrics) {
        return new AttemptRow(
                run,
                step,
                number,
                token,
                state,
                "",
                now,
                Optional.of(now),
                failure.map(f -> f.kind().name()),
                failure.map(Failure::message),
                failure.map(Failure::stackTrace),
                params,
                metrics);
    }
}
