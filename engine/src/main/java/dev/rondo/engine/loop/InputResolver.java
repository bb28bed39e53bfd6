package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.StepMode;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.attempt.InputPart;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.deploy.Deployments.Origin;
import dev.rondo.engine.loop.TurnFacts.DatasetPartition;
import dev.rondo.engine.registry.ChampionVersion;
import dev.rondo.engine.run.Obstacle;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.engine.store.PinTable.PinRow;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the artifacts that a step reads, or says why it cannot. */
final class InputResolver {
    private final Deployments deployments;
    private final Surroundings surroundings;

    InputResolver(Deployments deployments, Surroundings surroundings) {
        this.deployments = deployments;
        this.surroundings = surroundings;
    }

    /** Either all inputs, or the reason why there are none. */
    record Found(List<ResolvedInput> inputs, Optional<Resolution> obstacle) {
        static Found not(Resolution why) {
            return new Found(List.of(), Optional.of(why));
        }
    }

    Found find(Tx tx, ActiveRun run, List<InputDefinition> inputs) {
        List<ResolvedInput> found = new ArrayList<>();
        for (InputDefinition input : inputs) {
            Found one = input instanceof InputDefinition.OfDataset in
                    ? dataset(tx, run, in)
                    : champion(tx, (InputDefinition.OfChampion) input);
            if (one.obstacle().isPresent()) {
                return one;
            }
            found.addAll(one.inputs());
        }
        return new Found(found, Optional.empty());
    }

    private Found champion(Tx tx, InputDefinition.OfChampion input) {
        Optional<ChampionVersion> champion = surroundings.champion(tx, input.model());
        if (champion.isEmpty()) {
            return Found.not(new Resolution.NotApplicable("there is no champion of " + input.model() + " yet"));
        }
        ChampionVersion version = champion.get();
        var part = new InputPart(
                "model:" + input.model(),
                version.partition(),
                version.digest(),
                version.sizeBytes(),
                input.model() + " v" + version.version());
        return new Found(
                List.of(new ResolvedInput(input.name(), false, List.of(part), input.type(), Optional.empty())),
                Optional.empty());
    }

    private Found dataset(Tx tx, ActiveRun run, InputDefinition.OfDataset input) {
        Optional<OutputArtifact> own = run.output(input.dataset());
        if (own.isPresent() && input.selection() instanceof Selection.Same) {
            return resolved(input, List.of(part(input.dataset(), run.partition(), own.get())));
        }
        Optional<Origin> origin = ownOrigin(run, input.dataset()).or(() -> deployments.origin(input.dataset()));
        if (origin.isEmpty()) {
            return Found.not(new Resolution.Blocked(
                    "no deployed pipeline makes dataset " + input.dataset() + "; deploy the one that writes it"));
        }
        Selection.Resolution keys = input.selection()
                .resolve(
                        run.pipeline().partitioning(),
                        run.partition(),
                        origin.get().partitioning());
        boolean goesOn = input.name().equals(StepMode.OWN_PREVIOUS);
        if (goesOn && !keys.complete()) {
            return resolved(input, List.of());
        }
        Optional<Resolution> chain =
                goesOn ? surroundings.chain(tx, run, keys.keys().get(0)) : Optional.empty();
        if (chain.isPresent()) {
            return Found.not(chain.get());
        }
        if (!keys.complete()) {
            return Found.not(new Resolution.NotApplicable(
                    "for partition " + run.partition() + " of dataset " + input.dataset() + ": " + keys.missing()));
        }
        List<InputPart> parts = new ArrayList<>();
        for (PartitionKey key : keys.keys()) {
            if (own.isPresent() && key.equals(run.partition())) {
                parts.add(part(input.dataset(), key, own.get()));
                continue;
            }
            Optional<PinRow> pin = pin(tx, run, input.dataset(), key);
            if (pin.isEmpty()) {
                return Found.not(missing(origin.get(), input.dataset(), key));
            }
            parts.add(new InputPart(
                    input.dataset().value(),
                    key,
                    new Digest(pin.get().digest()),
                    pin.get().sizeBytes(),
                    pin.get().detail()));
        }
        return resolved(input, parts);
    }

    /** What its own definition says of a dataset holds for a run whatever is deployed meanwhile. */
    private static Optional<Origin> ownOrigin(ActiveRun run, DatasetName dataset) {
        PipelineDefinition own = run.pipeline();
        Optional<SourceDefinition> source =
                own.sources().stream().filter(s -> s.dataset().equals(dataset)).findFirst();
        boolean written = own.steps().stream()
                .anyMatch(step ->
                        step.outputs().stream().anyMatch(out -> out.dataset().equals(dataset)));
        if (source.isEmpty() && !written) {
            return Optional.empty();
        }
        return Optional.of(new Origin(
                own.name(), source.map(s -> s.partitioning(own.partitioning())).orElse(own.partitioning()), source));
    }

    /** The version that this run uses: the one it used before, or from now on the current one. */
    Optional<PinRow> pin(Tx tx, ActiveRun run, DatasetName dataset, PartitionKey key) {
        var place = new DatasetPartition(dataset, key);
        PinRow known = run.pins.get(place);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<PinRow> current = DatasetVersionTable.current(tx, dataset, key)
                .map(v -> new PinRow(run.id(), dataset, key, v.digest(), v.sizeBytes(), v.detail()));
        current.ifPresent(pin -> {
            surroundings.pinned(tx, pin);
            run.pins.put(place, pin);
        });
        return current;
    }

    private static Resolution missing(Origin origin, DatasetName dataset, PartitionKey key) {
        if (origin.source().isPresent()) {
            SourceDefinition source = origin.source().get();
            if (source.environment()) {
                return new Resolution.Impossible("it declares that it depends on the file " + source.pattern()
                        + ", which is not below the data root. Put the file there and start the run again, or do not"
                        + " declare it");
            }
            return new Resolution.Impossible("source " + dataset + " has no data for partition " + key
                    + "; looked for " + source.pattern().replace(SourceDefinition.PARTITION, key.value())
                    + " below the data root. Put the file there and start the run again");
        }
        return new Resolution.Blocked(
                "needs partition " + key + " of dataset " + dataset
                        + ", which no run has made yet; it goes on as soon as a run of " + origin.pipeline() + " for "
                        + key
                        + " has succeeded",
                Optional.of(new Obstacle(dataset, key)));
    }

    private static Found resolved(InputDefinition.OfDataset input, List<InputPart> parts) {
        return new Found(
                List.of(new ResolvedInput(
                        input.name(), input.selection().many(), parts, input.type(), input.columns())),
                Optional.empty());
    }

    private static InputPart part(DatasetName dataset, PartitionKey key, OutputArtifact output) {
        return new InputPart(dataset.value(), key, output.digest(), output.sizeBytes(), dataset + " " + key);
    }
}
