package dev.rondo.engine.loop;

import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.registry.Challenger;
import dev.rondo.engine.registry.ChampionVersion;
import dev.rondo.engine.registry.Defender;
import dev.rondo.engine.registry.GateDecision;
import dev.rondo.engine.registry.GateRule;
import dev.rondo.engine.registry.GateVerdict;
import dev.rondo.engine.registry.Registry;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.run.StepState;
import dev.rondo.step.Metrics;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Carries out a gate: gathers the numbers that its run has found and has the registry decide and record. */
final class GateKeeper {
    private final Registry registry;

    GateKeeper(Registry registry) {
        this.registry = registry;
    }

    Resolution decide(Turn turn, ActiveRun run, StepDefinition step) {
        GateDefinition gate = step.gate().orElseThrow();
        Optional<OutputArtifact> model = challenger(run, step);
        if (model.isEmpty()) {
            return new Resolution.Impossible("the run made no challenger");
        }
        GateDecision outcome = registry.decide(
                turn.tx(),
                gate,
                challenger(run, step, model.get()),
                championMetrics(run, step, name -> run.state(name) == StepState.SUCCEEDED),
                metrics(run, step, GateDefinition.BASELINE_METRICS),
                run.pipeline().partitioning(),
                turn.now());
        turn.publish(Change.model(turn.now(), run.row.pipeline(), run.id(), gate.model(), outcome.reason()));
        return new Resolution.Done(outcome.reason());
    }

    /** What the gate will decide about a run whose numbers are all there. */
    static GateVerdict foresee(
            ActiveRun run,
            StepDefinition step,
            OutputArtifact model,
            Optional<ChampionVersion> champion,
            Predicate<StepName> done) {
        Optional<Metrics> scored = championMetrics(run, step, done);
        return GateRule.decide(
                step.gate().orElseThrow(),
                challenger(run, step, model),
                champion.map(version -> new Defender(version, scored.orElse(new Metrics(Map.of())))),
                metrics(run, step, GateDefinition.BASELINE_METRICS),
                run.pipeline().partitioning());
    }

    /** What the gate will decide whatever the numbers come to; empty where they count. */
    static Optional<GateVerdict> foreseeWithoutNumbers(
            ActiveRun run, StepDefinition step, OutputArtifact model, Optional<ChampionVersion> champion) {
        return GateRule.withoutNumbers(
                challenger(run, step, model), champion, run.pipeline().partitioning());
    }

    /** The model that stands at the gate; empty when the run made none. */
    static Optional<OutputArtifact> challenger(ActiveRun run, StepDefinition step) {
        return input(step, GateDefinition.CHALLENGER).flatMap(in -> run.output(in.dataset()));
    }

    private static Challenger challenger(ActiveRun run, StepDefinition step, OutputArtifact model) {
        return new Challenger(
                step.gate().orElseThrow().model(),
                model.digest(),
                model.sizeBytes(),
                run.id(),
                run.row.pipeline(),
                step.name(),
                run.partition(),
                metrics(run, step, GateDefinition.CHALLENGER_METRICS));
    }

    private static Optional<Metrics> championMetrics(ActiveRun run, StepDefinition step, Predicate<StepName> done) {
        return step.gate()
                .orElseThrow()
                .championEvaluation()
                .filter(done)
                .map(evaluation -> metrics(run, step, GateDefinition.CHAMPION_METRICS));
    }

    private static Metrics metrics(ActiveRun run, StepDefinition gate, String inputName) {
        return input(gate, inputName)
                .flatMap(in -> writer(run, in))
                .map(writer -> new Metrics(run.memory(writer.name()).metrics))
                .orElse(new Metrics(Map.of()));
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
