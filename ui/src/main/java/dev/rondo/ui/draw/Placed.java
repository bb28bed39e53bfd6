package dev.rondo.ui.draw;

import java.util.List;

/** A diagram with coordinates: what {@link LayOut} hands to {@link WriteSvg}. All in pixels from the top left. */
record Placed(double width, double height, List<Frame> frames, List<Box> boxes, List<Arrow> arrows) {

    record Frame(String name, double x, double y, double width, double height) {}

    record Box(Diagram.Node node, double x, double y, double width, double height) {}

    /** Points from start to end, at least two. */
    record Arrow(Diagram.Edge edge, List<Point> points, List<PlacedLabel> labels) {}

    record PlacedLabel(String text, double x, double y, double width, double height) {}

    record Point(double x, double y) {}

    Placed {
        frames = List.copyOf(frames);
        boxes = List.copyOf(boxes);
        arrows = List.copyOf(arrows);
    }
}
