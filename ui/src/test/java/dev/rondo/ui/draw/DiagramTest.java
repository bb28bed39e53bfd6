package dev.rondo.ui.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.ui.draw.Diagram.Direction;
import dev.rondo.ui.draw.Diagram.Edge;
import dev.rondo.ui.draw.Diagram.EdgeKind;
import dev.rondo.ui.draw.Diagram.Look;
import dev.rondo.ui.draw.Diagram.Node;
import dev.rondo.ui.draw.Diagram.NodeKind;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class DiagramTest {

    @Test
    void every_node_and_edge_is_drawn_with_its_id_state_and_title() throws Exception {
        Document svg = parsed(training(Direction.RIGHT).svg(Look.EMBEDDED));

        Map<String, Element> nodes = byAttribute(svg, "data-step");
        assertThat(nodes.keySet()).containsExactlyInAnyOrder("rentals", "clean", "train", "evaluate", "better");
        assertThat(nodes.get("train").getAttribute("data-state")).isEqualTo("RUNNING");
        assertThat(nodes.get("train").getAttribute("class")).contains("node-step");
        assertThat(title(nodes.get("better"))).isEqualTo("gate better");
        Map<String, Element> edges = byAttribute(svg, "data-from");
        assertThat(title(edges.get("clean"))).isEqualTo("clean → train: last 6");
    }

    @Test
    void no_two_boxes_overlap_and_every_box_lies_inside_the_picture() throws Exception {
        for (Direction direction : Direction.values()) {
            Document svg = parsed(random(60, 7, direction).svg(Look.EMBEDDED));
            List<double[]> boxes = new ArrayList<>();
            for (Element node : byAttribute(svg, "data-step").values()) {
                boxes.add(rectangle(node));
            }
            double width = Double.parseDouble(svg.getDocumentElement().getAttribute("width"));
            double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
            for (int i = 0; i < boxes.size(); i++) {
                double[] a = boxes.get(i);
                assertThat(a[0]).as(direction.toString()).isGreaterThanOrEqualTo(0);
                assertThat(a[0] + a[2]).isLessThanOrEqualTo(width);
                assertThat(a[1] + a[3]).isLessThanOrEqualTo(height);
                for (int j = i + 1; j < boxes.size(); j++) {
                    double[] b = boxes.get(j);
                    boolean apart =
                            a[0] + a[2] <= b[0] || b[0] + b[2] <= a[0] || a[1] + a[3] <= b[1] || b[1] + b[3] <= a[1];
                    assertThat(apart).as("boxes %d and %d", i, j).isTrue();
                }
            }
        }
    }

    @Test
    void data_flows_in_the_direction_that_was_asked_for() throws Exception {
        Map<String, Element> right =
                byAttribute(parsed(training(Direction.RIGHT).svg(Look.EMBEDDED)), "data-step");
        assertThat(rectangle(right.get("clean"))[0]).isLessThan(rectangle(right.get("train"))[0]);
        Map<String, Element> down = byAttribute(parsed(training(Direction.DOWN).svg(Look.EMBEDDED)), "data-step");
        assertThat(rectangle(down.get("clean"))[1]).isLessThan(rectangle(down.get("train"))[1]);
    }

    @Test
    void the_same_diagram_gives_the_same_bytes_every_time() {
        assertThat(random(80, 3, Direction.RIGHT).svg(Look.STANDALONE))
                .isEqualTo(random(80, 3, Direction.RIGHT).svg(Look.STANDALONE));
    }

    @Test
    void nodes_of_one_group_stand_inside_its_frame_and_edges_between_groups_reach_their_nodes() throws Exception {
        Diagram diagram = new Diagram(
                "two pipelines",
                Direction.RIGHT,
                List.of(
                        Node.of("prepare/clean", NodeKind.STEP).in("prepare"),
                        Node.of("train/fit", NodeKind.STEP).in("train"),
                        Node.of("train/judge", NodeKind.GATE).in("train")),
                List.of(Edge.of("prepare/clean", "train/fit"), Edge.of("train/fit", "train/judge")));

        Document svg = parsed(diagram.svg(Look.EMBEDDED));

        Map<String, double[]> frames = new HashMap<>();
        elements(svg, "g").stream()
                .filter(g -> g.getAttribute("class").equals("frame"))
                .forEach(g -> frames.put(g.getAttribute("data-pipeline"), rectangle(g)));
        for (Element node : byAttribute(svg, "data-step").values()) {
            double[] frame = frames.get(node.getAttribute("data-pipeline"));
            double[] box = rectangle(node);
            assertThat(box[0]).isGreaterThan(frame[0]);
            assertThat(box[0] + box[2]).isLessThan(frame[0] + frame[2]);
            assertThat(box[1]).isGreaterThan(frame[1]);
            assertThat(box[1] + box[3]).isLessThan(frame[1] + frame[3]);
        }
        Element between = byAttribute(svg, "data-from").get("prepare/clean");
        String d = ((Element) between.getElementsByTagName("path").item(0)).getAttribute("d");
        double endX = Double.parseDouble(d.substring(d.lastIndexOf('L') + 1).split(",")[0]);
        assertThat(endX).isEqualTo(rectangle(byAttribute(svg, "data-step").get("train/fit"))[0]);
    }

    @Test
    void hostile_names_stay_text() throws Exception {
        String name = "</text><script>alert('x')</script>&\"\u0000" + "long".repeat(30);
        Diagram diagram = new Diagram(
                name,
                Direction.DOWN,
                List.of(Node.of(name, NodeKind.STEP).in(name).withState(name), Node.of("b", NodeKind.MODEL)),
                List.of(new Edge(name, "b", name, EdgeKind.FEEDBACK)));

        Document svg = parsed(diagram.svg(Look.STANDALONE));

        assertThat(elements(svg, "script")).isEmpty();
        assertThat(byAttribute(svg, "data-step")).hasSize(2);
    }

    @Test
    void only_a_picture_that_stands_alone_brings_a_style_sheet() throws Exception {
        assertThat(elements(parsed(training(Direction.RIGHT).svg(Look.STANDALONE)), "style"))
                .hasSize(1);
        String embedded = training(Direction.RIGHT).svg(Look.EMBEDDED);
        assertThat(embedded).doesNotContain("<style").doesNotContain("style=");
    }

    @Test
    void a_step_without_any_edge_and_an_empty_diagram_are_drawn_too() throws Exception {
        Diagram lonely = new Diagram("one", Direction.RIGHT, List.of(Node.of("a", NodeKind.STEP)), List.of());
        assertThat(byAttribute(parsed(lonely.svg(Look.EMBEDDED)), "data-step")).hasSize(1);
        parsed(new Diagram("none", Direction.RIGHT, List.of(), List.of()).svg(Look.EMBEDDED));
    }

    @Test
    void an_edge_to_a_node_that_is_not_there_is_refused_with_its_name() {
        assertThatThrownBy(() -> new Diagram(
                        "broken", Direction.RIGHT, List.of(Node.of("a", NodeKind.STEP)), List.of(Edge.of("a", "b"))))
                .hasMessageContaining("no node \"b\"");
    }

    private static Diagram training(Direction direction) {
        return new Diagram(
                "bike-demand",
                direction,
                List.of(
                        Node.of("rentals", NodeKind.SOURCE),
                        Node.of("clean", NodeKind.STEP).withState("SUCCEEDED"),
                        Node.of("train", NodeKind.STEP).withState("RUNNING"),
                        Node.of("evaluate", NodeKind.STEP).withState("PENDING"),
                        Node.of("better", NodeKind.GATE)),
                List.of(
                        Edge.of("rentals", "clean"),
                        new Edge("clean", "train", "last 6", EdgeKind.DATA),
                        Edge.of("train", "evaluate"),
                        Edge.of("evaluate", "better"),
                        new Edge("train", "better", "", EdgeKind.ORDER)));
    }

    private static Diagram random(int size, long seed, Direction direction) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Node> nodes = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            nodes.add(Node.of("step-" + i, NodeKind.STEP));
            for (int k = 0; i > 0 && k < 2; k++) {
                edges.add(Edge.of("step-" + random.nextInt(i), "step-" + i));
            }
        }
        return new Diagram("random with seed " + seed, direction, nodes, edges);
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> elements(Document svg, String tag) {
        NodeList found = svg.getElementsByTagName(tag);
        List<Element> result = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            result.add((Element) found.item(i));
        }
        return result;
    }

    private static Map<String, Element> byAttribute(Document svg, String attribute) {
        Map<String, Element> result = new HashMap<>();
        for (Element g : elements(svg, "g")) {
            if (g.hasAttribute(attribute)) {
                result.put(g.getAttribute(attribute), g);
            }
        }
        return result;
    }

    private static String title(Element g) {
        return g.getElementsByTagName("title").item(0).getTextContent();
    }

    private static double[] rectangle(Element g) {
        Element rect = (Element) g.getElementsByTagName("rect").item(0);
        return new double[] {
            Double.parseDouble(rect.getAttribute("x")),
            Double.parseDouble(rect.getAttribute("y")),
            Double.parseDouble(rect.getAttribute("width")),
            Double.parseDouble(rect.getAttribute("height"))
        };
    }
}
