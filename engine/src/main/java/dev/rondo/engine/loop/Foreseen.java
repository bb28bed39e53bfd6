package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.ModelName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.cache.StepKey;
import dev.rondo.engine.loop.TurnFacts.DatasetPartition;
import dev.rondo.engine.registry.ChampionVersion;
import dev.rondo.engine.registry.Registry;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.store.PinTable.PinRow;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a plan has come to know so far. An artifact that is computed on the way has a digest that stands for it. */
final class Foreseen implements Surroundings {
    private final Registry registry;
    private final Map<DatasetPartition, PinRow> made = new HashMap<>();
    private final Map<ModelName, ChampionVersion> champions = new HashMap<>();
    private final Set<Digest> unknown = new HashSet<>();
    private final Map<String, List<OutputArtifact>> byKey = new HashMap<>();
    private final List<CacheKey> keys = new ArrayList<>();

    Foreseen(Registry registry) {
        this.registry = registry;
    }

    /** What stands for an artifact that is not there yet. */
    OutputArtifact unknown(String output, DatasetName dataset, PartitionKey partition) {
        return new OutputArtifact(output, dataset, unknown("dataset " + dataset + " " + partition.value()), 0);
    }

    boolean isUnknown(Digest digest) {
        return unknown.contains(digest);
    }

    /** Whether any part of what a step reads is not there yet. */
    boolean isOpen(ResolvedInput input) {
        return input.parts().stream().anyMatch(part -> isUnknown(part.digest()));
    }

    /** The key of a step holds what its function sees of an input, which for some is not the bare digest. */
    void note(ResolvedInput input) {
        input.parts().stream()
                .filter(part -> isUnknown(part.digest()))
                .forEach(part -> unknown.add(StepKey.seen(input, part)));
    }

    /** A run of the plan has, or will have, written this. */
    void wrote(PinRow pin) {
        made.put(new DatasetPartition(pin.dataset(), pin.partition()), pin);
    }

    /** What earlier runs of the plan have written. */
    Map<DatasetPartition, PinRow> written() {
        return made;
    }

    /** A gate of the plan has decided, and this is in service from then on. */
    void serves(ChampionVersion champion) {
        champions.put(champion.model(), champion);
    }

    /** A gate of the plan decides, and who is in service from then on is not known. */
    void servesSomebody(ModelName model, PartitionKey partition) {
        champions.put(model, new ChampionVersion(model, 0, unknown("champion of " + model), 0, partition));
    }

    /** A step of the plan runs, or may run, with this key; unknown inputs are in it as what stands for them. */
    void computes(CacheKey key, List<OutputArtifact> outputs) {
        if (byKey.put(key.digest().hex(), outputs) == null) {
            keys.add(key);
        }
    }

    /** What a step of the plan that was looked at before writes under this key. */
    Optional<List<OutputArtifact>> computed(CacheKey key) {
        return Optional.ofNullable(byKey.get(key.digest().hex()));
    }

    /** The keys of the steps of the plan that run, or may run. */
    List<CacheKey> keys() {
        return keys;
    }

    @Override
    public Optional<ChampionVersion> champion(Tx tx, ModelName model) {
        ChampionVersion foreseen = champions.get(model);
        return foreseen == null ? registry.champion(tx, model) : Optional.of(foreseen);
    }

    @Override
    public Optional<Resolution> chain(Tx tx, ActiveRun run, PartitionKey before) {
        boolean inPlan = made.keySet().stream()
                .anyMatch(place -> place.partition().equals(before)
                        && run.pipeline().steps().stream()
                                .flatMap(step -> step.outputs().stream())
                                .anyMatch(out -> out.dataset().equals(place.dataset())));
        return inPlan ? Optional.empty() : Chain.obstacle(tx, run, before, Map.of());
    }

    @Override
    public void pinned(Tx tx, PinRow pin) {
        // The run of a plan is never written.
    }

    private Digest unknown(String what) {
        Digest standsFor = Digest.ofText("not there yet: " + what);
        unknown.add(standsFor);
        return standsFor;
    }
}
