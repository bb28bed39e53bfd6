package dev.rondo.ui.draw;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A graph to be drawn. The same diagram always gives the same picture, byte for byte.
 *
 * <p>Nodes of one group stand together in a frame that bears the group's name. The picture carries the id of each node
 * in {@code data-step}, its group in {@code data-pipeline} and its state in {@code data-state}, so that a page can
 * recolour it without asking again.
 *
 * <p>Threads: immutable, safe for many threads.
 *
 * @param title what a screen reader says about the whole picture
 */
public record Diagram(String title, Direction direction, List<Node> nodes, List<Edge> edges) {

    /** Where the flow goes. */
    public enum Direction {
        RIGHT,
        DOWN
    }

    /** Where the picture will stand. */
    public enum Look {
        /** A file or image of its own: brings its style sheet along. */
        STANDALONE,
        /** Inside the web page, which has the style sheet and whose security policy allows no other. */
        EMBEDDED
    }

    /** What a node stands for; decides its shape. */
    public enum NodeKind {
        SOURCE,
        STEP,
        GATE,
        DATASET,
        MODEL;

        String cssClass() {
            return "node-" + word();
        }

        String word() {
            return switch (this) {
                case SOURCE -> "source";
                case STEP -> "step";
                case GATE -> "gate";
                case DATASET -> "dataset";
                case MODEL -> "model";
            };
        }
    }

    /** Why an edge is there; decides its line. */
    public enum EdgeKind {
        /** Data flows. */
        DATA,
        /** The one must succeed before the other starts, although no data flows. */
        ORDER,
        /** Data of an earlier partition or of the champion flows back. */
        FEEDBACK;

        String cssClass() {
            return switch (this) {
                case DATA -> "edge-data";
                case ORDER -> "edge-order";
                case FEEDBACK -> "edge-feedback";
            };
        }
    }

    /**
     * One box.
     *
     * @param id unique in the diagram
     * @param label the text on the box; long ones are shortened, with the whole text as a tooltip
     * @param detail a second, smaller line; may be empty
     * @param group the frame it stands in; empty for none
     * @param state in capitals, such as {@code RUNNING}; empty where there is none
     */
    public record Node(
            String id, String label, NodeKind kind, String detail, Optional<String> group, Optional<String> state) {

        public static Node of(String id, NodeKind kind) {
            return new Node(id, id, kind, "", Optional.empty(), Optional.empty());
        }

        public Node in(String newGroup) {
            return new Node(id, label, kind, detail, Optional.of(newGroup), state);
        }

        public Node withState(String newState) {
            return new Node(id, label, kind, detail, group, Optional.of(newState));
        }

        public Node withDetail(String newDetail) {
            return new Node(id, label, kind, newDetail, group, state);
        }

        public Node labelled(String newLabel) {
            return new Node(id, newLabel, kind, detail, group, state);
        }
    }

    /**
     * One arrow between two boxes.
     *
     * @param label a word on the arrow; may be empty
     */
    public record Edge(String from, String to, String label, EdgeKind kind) {

        public static Edge of(String from, String to) {
            return new Edge(from, to, "", EdgeKind.DATA);
        }
    }

    public Diagram {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        Set<String> ids = new HashSet<>();
        for (Node node : nodes) {
            if (!ids.add(node.id())) {
                throw new IllegalArgumentException("The diagram \"" + title + "\" has two nodes with the id \""
                        + node.id() + "\"; ids are unique");
            }
        }
        for (Edge edge : edges) {
            for (String end : List.of(edge.from(), edge.to())) {
                if (!ids.contains(end)) {
                    throw new IllegalArgumentException("The diagram \"" + title + "\" has an edge \"" + edge.from()
                            + "\" to \"" + edge.to() + "\", but no node \"" + end + "\"");
                }
            }
        }
    }

    /** The picture as SVG text. Takes tens of milliseconds for a hundred nodes: not for an event loop. */
    public String svg(Look look) {
        return new WriteSvg(this, look, LayOut.layered(this)).text();
    }
}
