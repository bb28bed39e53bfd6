package dev.rondo.engine.invariant;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.RunAudit;
import dev.rondo.engine.store.RunAudit.AttemptFact;
import dev.rondo.engine.store.RunAudit.FanOutFact;
import dev.rondo.engine.store.RunAudit.InputFact;
import dev.rondo.engine.store.RunAudit.RunFact;
import dev.rondo.engine.store.RunAudit.StepFact;
import dev.rondo.engine.store.Tx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All rows of a run, of one moment.
 *
 * @param writers the step that writes a dataset, by its name, as the pinned code has it; empty when that is not at hand
 * @param newestEpoch that any node had taken by then
 * @param unanswered whether the event that started it has no answer that says so
 */
public record RunFacts(
        RunFact run,
        List<StepFact> steps,
        Map<StepName, List<AttemptFact>> attempts,
        List<InputFact> inputs,
        List<FanOutFact> fanOuts,
        Map<String, StepName> writers,
        long newestEpoch,
        boolean unanswered) {

    public RunFacts {
        steps = List.copyOf(steps);
        attempts = Map.copyOf(attempts);
        inputs = List.copyOf(inputs);
        fanOuts = List.copyOf(fanOuts);
        writers = Map.copyOf(writers);
    }

    static RunFacts read(Tx tx, RunFact run, Map<String, StepName> writers) {
        RunId id = run.id();
        Map<StepName, List<AttemptFact>> attempts = new LinkedHashMap<>();
        RunAudit.attempts(tx, id)
                .forEach(a -> attempts.computeIfAbsent(a.step(), s -> new ArrayList<>())
                        .add(a));
        return new RunFacts(
                run,
                RunAudit.steps(tx, id),
                attempts,
                RunAudit.inputs(tx, id),
                RunAudit.fanOuts(tx, id),
                writers,
                RunAudit.newestEpoch(tx),
                run.event().filter(event -> RunAudit.unanswered(tx, event, id)).isPresent());
    }

    List<AttemptFact> attemptsOf(StepName step) {
        return attempts.getOrDefault(step, List.of());
    }
}
