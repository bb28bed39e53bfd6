package dev.rondo.ui.draw;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.options.NodeLabelPlacement;
import org.eclipse.elk.core.options.SizeConstraint;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** Gives every node and edge a place, by ELK's layered algorithm. The only class that knows ELK. */
final class LayOut {
    private static final double MARGIN = 12;
    private static final double FRAME_TITLE = 30;

    private final Diagram diagram;
    private final ElkNode root = ElkGraphUtil.createGraph();
    private final Map<String, ElkNode> frames = new LinkedHashMap<>();
    private final Map<String, ElkNode> boxes = new LinkedHashMap<>();
    private final List<ElkEdge> arrows = new ArrayList<>();

    private LayOut(Diagram diagram) {
        this.diagram = diagram;
    }

    static Placed layered(Diagram diagram) {
        LayOut layOut = new LayOut(diagram);
        layOut.addNodes();
        layOut.addEdges();
        layOut.configure();
        new RecursiveGraphLayoutEngine().layout(layOut.root, new BasicProgressMonitor());
        return layOut.result();
    }

    private void addNodes() {
        for (Diagram.Node node : diagram.nodes()) {
            ElkNode parent = node.group().map(this::frame).orElse(root);
            ElkNode box = ElkGraphUtil.createNode(parent);
            box.setIdentifier(node.id());
            box.setDimensions(BoxSize.width(node), BoxSize.height(node));
            boxes.put(node.id(), box);
        }
    }

    private ElkNode frame(String name) {
        return frames.computeIfAbsent(name, key -> {
            ElkNode frame = ElkGraphUtil.createNode(root);
            frame.setIdentifier("frame " + key);
            frame.setProperty(LayeredOptions.PADDING, new ElkPadding(FRAME_TITLE + 8, 16, 16, 16));
            frame.setProperty(LayeredOptions.NODE_SIZE_CONSTRAINTS, EnumSet.of(SizeConstraint.NODE_LABELS));
            frame.setProperty(LayeredOptions.NODE_LABELS_PLACEMENT, NodeLabelPlacement.insideTopLeft());
            ElkLabel label = ElkGraphUtil.createLabel(key, frame);
            label.setDimensions(TextWidth.of(TextWidth.shortened(key), 12) + 16, FRAME_TITLE - 12);
            return frame;
        });
    }

    private void addEdges() {
        for (Diagram.Edge edge : diagram.edges()) {
            ElkNode from = boxes.get(edge.from());
            ElkNode to = boxes.get(edge.to());
            if (from == null || to == null) {
                throw new IllegalStateException("The diagram checks that both ends of " + edge + " exist");
            }
            ElkEdge arrow = ElkGraphUtil.createSimpleEdge(from, to);
            if (!edge.label().isEmpty()) {
                ElkLabel label = ElkGraphUtil.createLabel(TextWidth.shortened(edge.label()), arrow);
                label.setDimensions(TextWidth.of(label.getText(), WriteSvg.SMALL) + 6, 15);
            }
            arrows.add(arrow);
        }
    }

    private void configure() {
        root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
        root.setProperty(
                LayeredOptions.DIRECTION,
                switch (diagram.direction()) {
                    case RIGHT -> Direction.RIGHT;
                    case DOWN -> Direction.DOWN;
                });
        root.setProperty(LayeredOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
        root.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        root.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
        root.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
        root.setProperty(LayeredOptions.SPACING_NODE_NODE, 18.0);
        root.setProperty(LayeredOptions.SPACING_EDGE_NODE, 14.0);
        root.setProperty(LayeredOptions.SPACING_EDGE_EDGE, 10.0);
        root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 36.0);
        root.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 14.0);
        root.setProperty(LayeredOptions.PADDING, new ElkPadding(MARGIN));
        root.setProperty(LayeredOptions.RANDOM_SEED, 1);
    }

    private Placed result() {
        List<Placed.Frame> placedFrames = new ArrayList<>();
        frames.forEach((name, frame) -> placedFrames.add(
                new Placed.Frame(name, frame.getX(), frame.getY(), frame.getWidth(), frame.getHeight())));
        List<Placed.Box> placedBoxes = new ArrayList<>();
        for (Diagram.Node node : diagram.nodes()) {
            ElkNode box = boxes.get(node.id());
            if (box != null) {
                Placed.Point origin = origin(box.getParent());
                placedBoxes.add(new Placed.Box(
                        node, origin.x() + box.getX(), origin.y() + box.getY(), box.getWidth(), box.getHeight()));
            }
        }
        List<Placed.Arrow> placedArrows = new ArrayList<>();
        for (int i = 0; i < arrows.size(); i++) {
            placedArrows.add(arrow(diagram.edges().get(i), arrows.get(i)));
        }
        return new Placed(root.getWidth(), root.getHeight(), placedFrames, placedBoxes, placedArrows);
    }

    private static Placed.Arrow arrow(Diagram.Edge edge, ElkEdge laid) {
        Placed.Point origin = origin(laid.getContainingNode());
        List<Placed.Point> points = new ArrayList<>();
        for (ElkEdgeSection section : laid.getSections()) {
            points.add(new Placed.Point(origin.x() + section.getStartX(), origin.y() + section.getStartY()));
            for (ElkBendPoint bend : section.getBendPoints()) {
                points.add(new Placed.Point(origin.x() + bend.getX(), origin.y() + bend.getY()));
            }
            points.add(new Placed.Point(origin.x() + section.getEndX(), origin.y() + section.getEndY()));
        }
        List<Placed.PlacedLabel> labels = new ArrayList<>();
        for (ElkLabel label : laid.getLabels()) {
            labels.add(new Placed.PlacedLabel(
                    label.getText(),
                    origin.x() + label.getX(),
                    origin.y() + label.getY(),
                    label.getWidth(),
                    label.getHeight()));
        }
        return new Placed.Arrow(edge, points, labels);
    }

    /** Where a container's own coordinates begin in the picture; frames are never nested. */
    private static Placed.Point origin(ElkNode container) {
        return container.getParent() == null
                ? new Placed.Point(0, 0)
                : new Placed.Point(container.getX(), container.getY());
    }
}
