package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.ui.server.ServerSettings.Work;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rondo gc}: wins back the place of what nobody needs. */
@Command(
        name = "gc",
        mixinStandardHelpOptions = true,
        description = {
            "Removes artifacts and old code that no run, model, dataset or cache entry needs, while the server works.",
            "What was used within the grace period stays in any case. A server does this once a day by itself."
        })
final class GcCommand implements Callable<Integer> {
    private static final Map<String, String> WHY = Map.of(
            "MODEL", "needed by a model",
            "DATA", "a version of data",
            "RUN", "read or made by a run that is kept",
            "CACHE", "in the cache",
            "YOUNG", "used within the grace period",
            "REUSED", "used again meanwhile",
            "DEPLOYED", "deployed code");

    private static final Map<String, String> WHAT = Map.of(
            "FILE", "artifact files",
            "SMALL", "small artifacts",
            "FOLDER", "lists of folders",
            "QUARANTINED", "damaged files",
            "CODE", "versions of code");

    @Mixin
    private Reach reach = new Reach();

    @Option(names = "--dry-run", description = "Only say what would be removed, and why the rest stays.")
    private boolean dryRun;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            description = "What was used within this time stays. Default: P7D; at least PT1H.")
    private Duration grace = Duration.ofDays(7);

    GcCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (Reach.Connection connection = reach.openExisting(Work.REQUESTS)) {
            JsonNode status = connection
                    .api()
                    .post(
                            Api.path("gc"),
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("dryRun", dryRun)
                                    .put("grace", grace.toString()));
            while (status.path("underWay").asBoolean()) {
                Follow.pause();
                status = connection.api().get(Api.path("gc"));
            }
            if (reach.json()) {
                reach.print(status);
            } else if (status.hasNonNull("failure")) {
                reach.err().println("Garbage could not be removed: " + RunText.text(status, "failure"));
            } else {
                print(status.path("last"));
            }
            return status.hasNonNull("failure") ? ExitCode.FAILED : ExitCode.DONE;
        }
    }

    private void print(JsonNode report) {
        boolean only = report.path("dryRun").asBoolean();
        Columns freed = new Columns(only ? "WOULD GO" : "GONE", "COUNT", "SIZE");
        report.path("freed").forEach(row -> freed.row(label(row, "what", WHAT), RunText.text(row, "count"), size(row)));
        Columns kept = new Columns("STAYS", "COUNT", "SIZE");
        report.path("kept").forEach(row -> kept.row(label(row, "why", WHY), RunText.text(row, "count"), size(row)));
        if (report.path("freed").isEmpty()) {
            reach.out()
                    .println("Nothing " + (only ? "would go" : "was removed") + ": everything is needed, or was used"
                            + " since " + RunText.second(report, "unusedSince") + ".");
        } else {
            freed.print(reach.out());
        }
        if (!report.path("kept").isEmpty()) {
            kept.print(reach.out());
        }
    }

    private static String label(JsonNode row, String field, Map<String, String> words) {
        String code = RunText.text(row, field);
        return words.getOrDefault(code, code);
    }

    /** In the unit that leaves a number people can read. */
    private static String size(JsonNode row) {
        long bytes = row.path("bytes").asLong();
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return (unit == 0 ? Long.toString(bytes) : "%.1f".formatted(value)) + " " + units[unit];
    }
}
