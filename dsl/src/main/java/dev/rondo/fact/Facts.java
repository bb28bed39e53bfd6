package dev.rondo.fact;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.graph.DataFlow;
import dev.rondo.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What must be true of the data flow. In a pipeline, a fact that does not hold is a mistake of the pipeline:
 *
 * <pre>{@code
 * p.facts(f -> {
 *     f.features("train").excludes("casual", "registered").hasSize(8);
 *     f.dataset("bike-clean").comesOnlyFrom("rentals");
 *     f.columnsTagged("leak").neverReach("train");
 * });
 * }</pre>
 *
 * <p>In a test it is an {@link AssertionError}: {@code Facts.of(Pipelines.compile(new BikeDemand())).features("train")…}.
 *
 * <p>Steps and sources are named as in their pipeline; in a catalog of several, {@code pipeline/step} tells them apart.
 */
public final class Facts {
    private final PipelineGraph graph;
    private final Names names;
    private final Verdicts verdicts;

    private Facts(PipelineGraph graph, Optional<PipelineName> home, Verdicts verdicts) {
        this.graph = graph;
        this.names = new Names(graph, home);
        this.verdicts = verdicts;
    }

    /** Facts about a compiled pipeline or a catalog; the first that does not hold throws an {@link AssertionError}. */
    public static Facts of(DataFlow compiled) {
        return new Facts(compiled.graph(), Optional.empty(), Verdicts.throwing());
    }

    /**
     * The facts that a pipeline states about itself and that do not hold, as problems with the code {@code fact-failed}.
     *
     * @param stated what was given to {@code p.facts}
     * @param graph of this pipeline, or of all
     * @param alone whether the graph leaves out pipelines it reads from; a fact that depends on them is then passed over
     */
    public static List<Problem> check(
            List<Consumer<Facts>> stated, PipelineGraph graph, PipelineName pipeline, boolean alone) {
        List<Problem> failed = new ArrayList<>();
        Facts facts = new Facts(graph, Optional.of(pipeline), Verdicts.collecting(pipeline.value(), alone, failed));
        for (Consumer<Facts> fact : stated) {
            try {
                fact.accept(facts);
            } catch (RuntimeException | LinkageError | AssertionError e) { // the user's code
                failed.add(Problem.error(
                        "fact-failed",
                        pipeline.value(),
                        "A fact threw " + e + ".",
                        "State facts with the methods of Facts alone."));
            }
        }
        return failed;
    }

    /** The columns that reach a step through its inputs, after the choice of columns that each input makes. */
    public FeatureFacts features(String step) {
        return new FeatureFacts(step, names.step(step), graph, verdicts);
    }

    /** Where a dataset comes from; named as in the catalog, or as its step or source in this pipeline. */
    public DatasetFacts dataset(String dataset) {
        return new DatasetFacts(dataset, names, graph, verdicts);
    }

    /** Columns that carry a tag, in whatever source or step they were given it, and all that derives from them. */
    public TagFacts columnsTagged(String tag) {
        return new TagFacts(tag, names, graph, verdicts);
    }
}
