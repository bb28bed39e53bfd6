package dev.rondo.fact;

import dev.rondo.graph.Node;
import dev.rondo.graph.PipelineGraph;
import java.util.Map;

/** Facts about where tagged columns go. */
public final class TagFacts {
    private final String tag;
    private final Names names;
    private final PipelineGraph graph;
    private final Verdicts verdicts;

    TagFacts(String tag, Names names, PipelineGraph graph, Verdicts verdicts) {
        this.tag = tag;
        this.names = names;
        this.graph = graph;
        this.verdicts = verdicts;
    }

    /**
     * Neither such a column nor anything made from one reaches any of these steps. What a value without a schema is made
     * of is not known in detail, so it counts as made of everything that its step reads.
     */
    public TagFacts neverReach(String... steps) {
        for (String step : steps) {
            Names.Found<Node> node = names.step(step);
            if (node.thing().isEmpty()) {
                verdicts.fails(step, node.problem(), "Name a step of the pipeline, or write pipeline/step.");
            } else {
                neverReach(step, node.thing().get());
            }
        }
        return this;
    }

    private void neverReach(String step, Node node) {
        var provenance = new Provenance(graph);
        Map<Origin, Origin> reaching =
                graph.definition(node).map(provenance::of).orElse(Map.of());
        boolean found = false;
        for (Origin origin : reaching.keySet()) {
            if (provenance.tagged(origin, tag)) {
                found = true;
                verdicts.fails(
                        step,
                        "Column " + origin + " is tagged \"" + tag + "\" and reaches the step: " + way(origin, reaching)
                                + " -> " + node + ".",
                        "Leave it out with without(...) on this way, or say with derivedFrom(...) in a schema that a "
                                + "column on it is made of others.");
            }
        }
        if (!found) {
            reaching.keySet().stream()
                    .filter(provenance::fromElsewhere)
                    .findFirst()
                    .ifPresent(
                            origin -> verdicts.undecided(step, origin.dataset().value()));
        }
    }

    private static String way(Origin from, Map<Origin, Origin> reaching) {
        StringBuilder way = new StringBuilder(from.toString());
        Origin at = from;
        Origin next = reaching.getOrDefault(at, at);
        while (!next.equals(at)) {
            way.append(" -> ").append(next);
            at = next;
            next = reaching.getOrDefault(at, at);
        }
        return way.toString();
    }
}
