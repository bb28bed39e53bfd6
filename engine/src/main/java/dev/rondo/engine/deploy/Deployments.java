package dev.rondo.engine.deploy;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.partition.Partitioning;
import dev.rondo.pipeline.Catalog;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * The pipelines that are deployed now, and those of earlier code that unfinished runs still need.
 *
 * <p><b>Threads.</b> Safe for many threads; a reader sees one deployment whole or not at all.
 */
public final class Deployments {
    /** What is deployed at one moment. */
    private record Current(Catalog catalog, Map<PipelineName, Deployment> byName, Map<DatasetName, Origin> origins) {}

    /**
     * Who makes a dataset.
     *
     * @param source its source, when it comes from outside
     */
    public record Origin(PipelineName pipeline, Partitioning partitioning, Optional<SourceDefinition> source) {}

    /** Code that is neither deployed nor used by a run under way is forgotten, and its classes with it. */
    private final Map<String, WeakReference<Deployment>> pinned = new ConcurrentHashMap<>();

    private final BiFunction<PipelineName, String, Optional<Deployment>> archive;
    private volatile Current current = new Current(Catalog.compile(List.of()), Map.of(), Map.of());

    /** @param archive finds a pipeline's code by its digest among code deployed earlier */
    public Deployments(BiFunction<PipelineName, String, Optional<Deployment>> archive) {
        this.archive = archive;
    }

    /** Puts {@code catalog} in the place of what was deployed; runs under way keep the code they began with. */
    public void replace(Catalog catalog, Collection<Deployment> deployments) {
        Map<PipelineName, Deployment> byName = new TreeMap<>();
        Map<DatasetName, Origin> origins = new TreeMap<>();
        for (Deployment deployment : deployments) {
            PipelineDefinition pipeline = deployment.pipeline();
            byName.put(pipeline.name(), deployment);
            pinned.put(key(pipeline.name(), deployment.codeDigest()), new WeakReference<>(deployment));
            for (SourceDefinition source : pipeline.sources()) {
                origins.put(
                        source.dataset(),
                        new Origin(pipeline.name(), source.partitioning(pipeline.partitioning()), Optional.of(source)));
            }
            for (StepDefinition step : pipeline.steps()) {
                step.outputs()
                        .forEach(out -> origins.put(
                                out.dataset(), new Origin(pipeline.name(), pipeline.partitioning(), Optional.empty())));
            }
        }
        current = new Current(catalog, Map.copyOf(byName), Map.copyOf(origins));
    }

    public Catalog catalog() {
        return current.catalog();
    }

    /** All that is deployed now, by name. */
    public List<Deployment> all() {
        return List.copyOf(new TreeMap<>(current.byName()).values());
    }

    public Optional<Deployment> pipeline(PipelineName name) {
        return Optional.ofNullable(current.byName().get(name));
    }

    /** How many versions of code are at hand: those deployed, and those of runs under way. */
    public int atHand() {
        pinned.values().removeIf(code -> code.refersTo(null));
        return pinned.size();
    }

    /** The code a run pinned: deployed now, used by another run, or from the archive. */
    public Optional<Deployment> pinned(PipelineName name, String codeDigest) {
        pinned.values().removeIf(code -> code.refersTo(null));
        Optional<Deployment> known =
                Optional.ofNullable(pinned.get(key(name, codeDigest))).flatMap(code -> Optional.ofNullable(code.get()));
        if (known.isPresent()) {
            return known;
        }
        Optional<Deployment> archived = archive.apply(name, codeDigest);
        archived.ifPresent(found -> pinned.put(key(name, codeDigest), new WeakReference<>(found)));
        return archived;
    }

    /** Who makes a dataset; empty when no deployed pipeline does. */
    public Optional<Origin> origin(DatasetName dataset) {
        return Optional.ofNullable(current.origins().get(dataset));
    }

    private static String key(PipelineName name, String codeDigest) {
        return name + "@" + codeDigest;
    }
}
