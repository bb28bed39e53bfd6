package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rondo doctor}: whether the rows keep the promises. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks everything that is recorded against the promises of the engine, and prints what breaks one.",
            "A broken promise is a defect of Rondo, to be reported. Damaged artifacts are listed, too; they come from a",
            "disk that fails, and are made again when they are needed. Exit code 1 means that something was found."
        })
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @Option(names = "--run", paramLabel = "RUN", description = "Only this run.")
    private String run = "";

    DoctorCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (Reach.Connection connection = reach.openExisting(Work.QUESTIONS)) {
            JsonNode report = connection
                    .api()
                    .get(Api.path("invariants")
                            + Api.query(run.isEmpty() ? Map.of("check", "all") : Map.of("run", run)));
            JsonNode items = report.path("items");
            JsonNode damaged =
                    connection.api().get(Api.path("artifacts", "quarantine")).path("items");
            if (reach.json()) {
                reach.print(((ObjectNode) report).set("quarantine", damaged));
            } else {
                items.forEach(this::print);
                JsonNode checked = report.path("checked");
                reach.out()
                        .println((items.isEmpty()
                                        ? "All promises are kept: "
                                        : RunText.count(items.size(), "broken promise") + ": ")
                                + RunText.count(checked.path("runs").asLong(), "run") + " and "
                                + RunText.count(checked.path("changes").asLong(), "change") + " checked.");
                damaged.forEach(this::printDamaged);
            }
            return items.isEmpty() && damaged.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    private void printDamaged(JsonNode artifact) {
        reach.out()
                .println("Damaged artifact in quarantine since " + RunText.text(artifact, "foundAt") + ": "
                        + RunText.text(artifact, "name") + " (" + RunText.text(artifact, "bytes")
                        + " bytes). Check the disk; rondo gc removes it in time.");
    }

    private void print(JsonNode violation) {
        StringBuilder text = new StringBuilder(RunText.text(violation, "invariant"));
        part(text, violation, " run ", "run");
        part(text, violation, ", step ", "step");
        part(text, violation, ", attempt ", "attempt");
        text.append(": ").append(RunText.text(violation, "what"));
        text.append("\n    broken: ").append(RunText.text(violation, "promise"));
        reach.out().println(text);
    }

    private static void part(StringBuilder text, JsonNode violation, String label, String name) {
        if (violation.hasNonNull(name)) {
            text.append(label).append(violation.path(name).asText());
        }
    }
}
