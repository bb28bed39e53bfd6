package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo plan}: what would run, and why, before anything does. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Says which steps would run and which are in the cache, why, and how long it took before.",
        footer = {
            "%nRUN: its code runs. HIT: its result is there. DEPENDS: it runs unless what it reads, which is made on the",
            "way, comes out as it was once before. DECIDE: the engine does it. Partitions are planned one after the",
            "other, the oldest first."
        })
final class PlanCommand implements Callable<Integer> {
    private static final long SHORT = 100;

    private static final String RANGE = "..";

    @Mixin
    private Reach reach = new Reach();

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "The pipeline's name.")
    private String pipeline = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "KEY|FROM..TO",
            description = "The partition, or a range of them. Default: the newest, where the pipeline has partitions.")
    private @Nullable String partitions;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting that differs from its default.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--refresh", paramLabel = "STEP", description = "Plan as if this step had to run.")
    private List<String> refresh = List.of();

    @Option(names = "--no-cache", description = "Plan as if every step had to run.")
    private boolean noCache;

    @Option(
            names = "--code",
            paramLabel = "JAR-OR-DIR",
            description =
                    "Plan for this code instead of the one that is deployed; it must belong to the server's user.")
    private @Nullable Path code;

    @Option(names = "--all", description = "Also list steps of a range that are in the cache.")
    private boolean all;

    PlanCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (Reach.Connection connection = reach.open(Work.REQUESTS)) {
            JsonNode plan = connection.api().post(Api.path("pipelines", pipeline, "plan"), request());
            plan.path("warnings")
                    .forEach(w -> reach.err()
                            .println("WARNING " + RunText.text(w, "place") + ": " + RunText.text(w, "reason") + " "
                                    + RunText.text(w, "remedy")));
            if (reach.json()) {
                reach.print(plan);
            } else {
                print(plan);
            }
            return ExitCode.DONE;
        }
    }

    private ObjectNode request() {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        if (partitions != null && partitions.contains(RANGE)) {
            int between = partitions.indexOf(RANGE);
            request.put("from", partitions.substring(0, between));
            request.put("to", partitions.substring(between + RANGE.length()));
        } else if (partitions != null) {
            request.put("partition", partitions);
        }
        ObjectNode values = request.putObject("settings");
        settings.forEach(values::put);
        refresh.forEach(request.putArray("refresh")::add);
        request.put("noCache", noCache);
        if (code != null) {
            request.put("code", code.toAbsolutePath().normalize().toString());
        }
        return request;
    }

    private void print(JsonNode plan) {
        boolean range = plan.path("items").size() > 1;
        Columns table = new Columns("PARTITION", "STEP", "VERDICT", "TOOK", "WHY");
        for (JsonNode item : plan.path("items")) {
            for (JsonNode step : item.path("steps")) {
                String verdict = RunText.text(step, "verdict");
                if (all || !range || !verdict.equals("HIT")) {
                    table.row(
                            RunText.text(item, "partition"),
                            RunText.text(step, "step"),
                            verdict,
                            took(step.path("expected")),
                            RunText.text(step, "why"));
                }
            }
        }
        table.print(reach.out());
        reach.out().println(summary(plan));
        plan.path("items").forEach(this::underWay);
        touched("Models that may get another version: ", plan.path("models"));
        touched("Other pipelines that read what may change: ", plan.path("pipelines"));
        reach.out().println("Nothing has been started.");
    }

    private static String summary(JsonNode plan) {
        String code = plan.path("newCode").asBoolean()
                ? " with the code of "
                        + RunText.text(plan.path("code"), "text")
                                .lines()
                                .findFirst()
                                .orElse("")
                : "";
        List<String> counts = new ArrayList<>();
        plan.path("counts").properties().forEach(count -> {
            if (count.getValue().asInt() > 0) {
                counts.add(count.getValue().asInt() + " " + count.getKey());
            }
        });
        String steps = String.join(", ", counts) + code + ".";
        if (plan.path("nothingRuns").asBoolean()) {
            return "Nothing would run: " + steps;
        }
        String least = brief(RunText.text(plan.path("expected"), "atLeast"));
        String most = brief(RunText.text(plan.path("expected"), "atMost"));
        return steps + " Going by earlier runs, one step after the other: "
                + (least.equals(most) ? least : least + " to " + most) + ".";
    }

    private static String took(JsonNode expected) {
        if (expected.isMissingNode() || expected.isNull()) {
            return "";
        }
        return brief(RunText.text(expected, "median")) + " ("
                + brief(RunText.text(expected, "shortest")) + " to "
                + brief(RunText.text(expected, "longest")) + ")";
    }

    private void underWay(JsonNode item) {
        String partition = RunText.text(item, "partition");
        List<String> runs = new ArrayList<>();
        item.path("underWay").forEach(run -> runs.add(run.asText()));
        if (!runs.isEmpty()) {
            reach.out()
                    .println((runs.size() == 1 ? "Run " : "Runs ") + String.join(", ", runs)
                            + (partition.isEmpty() ? "" : " for " + partition) + (runs.size() == 1 ? " is" : " are")
                            + " under way; what is made there meanwhile is used where the keys are the same.");
        }
    }

    private void touched(String words, JsonNode names) {
        if (!names.isEmpty()) {
            StringJoiner list = new StringJoiner(", ");
            names.forEach(name -> list.add(name.asText()));
            reach.out().println(words + list);
        }
    }

    /** Steps of some milliseconds are told apart here, where times are weighed. */
    private static String brief(String iso) {
        long millis = iso.isEmpty() ? SHORT : Duration.parse(iso).toMillis();
        return millis < SHORT ? millis + " ms" : RunText.seconds(iso);
    }
}
