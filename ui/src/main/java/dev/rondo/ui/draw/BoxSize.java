package dev.rondo.ui.draw;

/** How large the box of a node is, from its texts. */
final class BoxSize {
    private static final double LEAST_WIDTH = 132;
    private static final double GLYPH = 30;
    private static final double AIR = 20;

    private BoxSize() {}

    static double width(Diagram.Node node) {
        double label = TextWidth.of(TextWidth.shortened(node.label()), WriteSvg.NORMAL);
        double detail = TextWidth.of(TextWidth.shortened(secondLine(node)), WriteSvg.SMALL);
        return Math.max(LEAST_WIDTH, Math.max(label, detail) + GLYPH + AIR);
    }

    static double height(Diagram.Node node) {
        return secondLine(node).isEmpty() ? 36 : 46;
    }

    /** The kind is said in words unless the author of the diagram has something better. */
    static String secondLine(Diagram.Node node) {
        return node.detail().isEmpty() ? node.kind().word() : node.detail();
    }
}
