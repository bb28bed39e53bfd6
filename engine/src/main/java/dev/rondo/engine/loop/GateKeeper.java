package dev.rondo.engine.loop;

import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.registry.Challenger;
import dev.rondo.engine.registry.GateDecision;
import dev.rondo.engine.registry.Registry;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.run.StepState;
import dev.rondo.step.Metrics;
import java.util.Optional;

/** Carries out a gate: gathers the numbers that its run has found and has the registry decide and record. */
final class GateKeeper {
    private final Registry registry;

    GateKeeper(Registry registry) {
        this.registry = registry;
    }

    Resolution decide(Turn turn, ActiveRun run, StepDefinition step) {
        GateDefinition gate = step.gate().orElseThrow();
        Optional<OutputArtifact> model = input(step, GateDefinition.CHALLENGER).flatMap(in -> run.output(in.dataset()));
        if (model.isEmpty()) {
            return new Resolution.Impossible("the run made no challenger");
        }
        Challenger challenger = new Challenger(
                gate.model(),
                model.get().digest(),
                model.get().sizeBytes(),
                run.id(),
                run.row.pipeline(),
                step.name(),
                run.partition(),
                metrics(run, step, GateDefinition.CHALLENGER_METRICS));
        Optional<Metrics> champion = gate.championEvaluation()
                .filter(evaluation -> run.state(evaluation) == StepState.SUCCEEDED)
                .map(evaluation -> metrics(run, step, GateDefinition.CHAMPION_METRICS));
        GateDecision outcome = registry.decide(
                turn.tx(),
                gate,
                challenger,
                champion,
                metrics(run, step, GateDefinition.BASELINE_METRICS),
                run.pipeline().partitioning(),
                turn.now());
        turn.publish(Change.model(turn.now(), run.row.pipeline(), run.id(), gate.model(), outcome.reason()));
        return new Resolution.Done(outcome.reason());
    }

    private static Metrics metrics(ActiveRun run, StepDefinition gate, String inputName) {
        return input(gate, inputName)
                .flatMap(in -> writer(run, in))
                .map(writer -> new Metrics(run.memory(writer.name()).metrics))
                .orElse(new Metrics(java.util.Map.of()));
    }

    private static Optional<StepDefinition> writer(ActiveRun run, InputDefinition.OfDataset input) {
        return run.pipeline().steps().stream()
                .filter(s -> s.outputs().stream().anyMatch(o -> o.dataset().equals(input.dataset())))
                .findFirst();
    }

    private static Optional<InputDefinition.OfDataset> input(StepDefinition step, String name) {
        return step.inputs().stream()
                .filter(in -> in.name().equals(name))
                .filter(InputDefinition.OfDataset.class::isInstance)
                .map(InputDefinition.OfDataset.class::cast)
                .findFirst();
    }
}
