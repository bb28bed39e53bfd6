package dev.rondo.ui.draw;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Writes a placed diagram as SVG. Colours and lines come from {@code graph.css}, by class and state. */
final class WriteSvg {
    static final double NORMAL = 13;
    static final double SMALL = 10.5;
    private static final double CORNER = 7;
    private static final String STYLE = "/dev/rondo/ui/web/graph.css";

    private final Diagram diagram;
    private final Diagram.Look look;
    private final Placed placed;
    private final StringBuilder out = new StringBuilder();

    WriteSvg(Diagram diagram, Diagram.Look look, Placed placed) {
        this.diagram = diagram;
        this.look = look;
        this.placed = placed;
    }

    String text() {
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" role=\"group\"");
        attribute("width", number(placed.width()));
        attribute("height", number(placed.height()));
        attribute("viewBox", "0 0 " + number(placed.width()) + " " + number(placed.height()));
        attribute("aria-label", diagram.title());
        out.append(">\n<title>").append(escaped(diagram.title())).append("</title>\n");
        if (look == Diagram.Look.STANDALONE) {
            out.append("<style>\n").append(escaped(style())).append("</style>\n");
        }
        arrowHeads();
        placed.frames().forEach(this::frame);
        placed.arrows().forEach(this::arrow);
        placed.boxes().forEach(this::box);
        return out.append("</svg>\n").toString();
    }

    private void arrowHeads() {
        out.append("<defs><marker id=\"arrow-head\" class=\"arrow-head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
                + "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\">"
                + "<path d=\"M0,0.8 L7.5,4 L0,7.2 Z\"/></marker></defs>\n");
    }

    private void frame(Placed.Frame frame) {
        out.append("<g class=\"frame\"");
        attribute("data-pipeline", frame.name());
        out.append("><title>").append(escaped("pipeline " + frame.name())).append("</title>");
        rectangle(frame.x(), frame.y(), frame.width(), frame.height(), 10, "");
        text("frame-name", frame.x() + 16, frame.y() + 20, TextWidth.shortened(frame.name()));
        out.append("</g>\n");
    }

    private void arrow(Placed.Arrow arrow) {
        Diagram.Edge edge = arrow.edge();
        out.append("<g");
        attribute("class", "edge " + edge.kind().cssClass());
        attribute("data-from", edge.from());
        attribute("data-to", edge.to());
        out.append("><title>")
                .append(escaped(edge.from() + " → " + edge.to() + (edge.label().isEmpty() ? "" : ": " + edge.label())))
                .append("</title><path marker-end=\"url(#arrow-head)\"");
        attribute("d", path(arrow.points()));
        out.append("/>");
        for (Placed.PlacedLabel label : arrow.labels()) {
            text("edge-label", label.x() + 3, label.y() + 11, label.text());
        }
        out.append("</g>\n");
    }

    private void box(Placed.Box box) {
        Diagram.Node node = box.node();
        out.append("<g");
        attribute("class", "node " + node.kind().cssClass());
        attribute("data-step", node.id());
        node.group().ifPresent(group -> attribute("data-pipeline", group));
        attribute("data-state", node.state().orElse(""));
        out.append("><title>").append(escaped(tooltip(node))).append("</title>");
        double corner = switch (node.kind()) {
            case SOURCE, DATASET, MODEL -> box.height() / 2;
            case STEP -> CORNER;
            case GATE -> 2;
        };
        rectangle(box.x(), box.y(), box.width(), box.height(), corner, "body");
        glyph(box);
        text("label", box.x() + 32, box.y() + 20, TextWidth.shortened(node.label()));
        text("detail", box.x() + 32, box.y() + 35, TextWidth.shortened(BoxSize.secondLine(node)));
        out.append("</g>\n");
    }

    /** A small shape before the label, filled by state: colour is never the only sign, the detail line says it too. */
    private void glyph(Placed.Box box) {
        double x = box.x() + 18;
        double y = box.y() + box.height() / 2;
        String shape = switch (box.node().kind()) {
            case SOURCE, DATASET -> "M-5,-4 h10 v8 h-10 Z M-5,-1 h10 M-5,1.8 h10";
            case STEP -> "M-5,0 a5,5 0 1,1 10,0 a5,5 0 1,1 -10,0 Z";
            case GATE -> "M0,-6 L6,0 L0,6 L-6,0 Z";
            case MODEL -> "M-5,3 L0,-6 L5,3 Z M-5,5.5 h10";
        };
        out.append("<path class=\"glyph\"");
        attribute("transform", "translate(" + number(x) + " " + number(y) + ")");
        attribute("d", shape);
        out.append("/>");
    }

    private static String tooltip(Diagram.Node node) {
        return node.kind().word() + " " + node.label()
                + node.state().map(state -> ", " + state).orElse("")
                + (node.detail().isEmpty() ? "" : ", " + node.detail());
    }

    /** Right-angled lines with rounded corners. */
    private static String path(List<Placed.Point> points) {
        StringBuilder d = new StringBuilder();
        for (int i = 0; i < points.size(); i++) {
            Placed.Point here = points.get(i);
            if (i == 0) {
                d.append('M').append(pair(here));
            } else if (i == points.size() - 1) {
                d.append(" L").append(pair(here));
            } else {
                Placed.Point before = points.get(i - 1);
                Placed.Point after = points.get(i + 1);
                d.append(" L").append(pair(towards(here, before)));
                d.append(" Q").append(pair(here)).append(' ').append(pair(towards(here, after)));
            }
        }
        return d.toString();
    }

    private static Placed.Point towards(Placed.Point corner, Placed.Point target) {
        double dx = target.x() - corner.x();
        double dy = target.y() - corner.y();
        double length = Math.hypot(dx, dy);
        double step = length == 0 ? 0 : Math.min(CORNER, length / 2) / length;
        return new Placed.Point(corner.x() + dx * step, corner.y() + dy * step);
    }

    private void rectangle(double x, double y, double width, double height, double corner, String cssClass) {
        out.append("<rect");
        if (!cssClass.isEmpty()) {
            attribute("class", cssClass);
        }
        attribute("x", number(x));
        attribute("y", number(y));
        attribute("width", number(width));
        attribute("height", number(height));
        attribute("rx", number(corner));
        out.append("/>");
    }

    private void text(String cssClass, double x, double y, String content) {
        out.append("<text");
        attribute("class", cssClass);
        attribute("x", number(x));
        attribute("y", number(y));
        out.append('>').append(escaped(content)).append("</text>");
    }

    private void attribute(String name, String value) {
        out.append(' ').append(name).append("=\"").append(escaped(value)).append('"');
    }

    private static String pair(Placed.Point point) {
        return number(point.x()) + "," + number(point.y());
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** Safe as text and as a quoted attribute. Characters that XML cannot hold become a replacement character. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isXml(c) ? c : 0xfffd);
            }
        });
        return safe.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || c >= 0x10000;
    }

    private static String style() {
        try (InputStream in = WriteSvg.class.getResourceAsStream(STYLE)) {
            if (in == null) {
                throw new IllegalStateException("The style sheet " + STYLE + " is missing from Rondo's own jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the style sheet " + STYLE + " from Rondo's own jar", e);
        }
    }
}
