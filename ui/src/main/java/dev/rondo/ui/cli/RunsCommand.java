package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rondo runs}: the list of runs. */
@Command(name = "runs", mixinStandardHelpOptions = true, description = "Lists runs, newest first.")
final class RunsCommand implements Callable<Integer> {
    /** How many are listed unless said otherwise. */
    static final int DEFAULT_LIMIT = 20;

    @Mixin
    private Reach reach = new Reach();

    @Option(names = "--pipeline", paramLabel = "NAME", description = "Only of this pipeline.")
    private String pipeline = "";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only in this state, or these, separated by commas: queued, running, cancelling,"
                    + " stopping, succeeded, failed, cancelled, skipped.")
    private String state = "";

    @Option(names = "--partition", paramLabel = "KEY", description = "Only for this partition.")
    private String partition = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, 1 to 500. Default: 20.")
    private int limit = DEFAULT_LIMIT;

    RunsCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (Reach.Connection connection = reach.openExisting(Work.QUESTIONS)) {
            JsonNode runs = connection
                    .api()
                    .get(Api.path("runs")
                            + Api.query(Map.of(
                                    "pipeline",
                                    pipeline,
                                    "state",
                                    state.toUpperCase(Locale.ROOT),
                                    "partition",
                                    partition,
                                    "limit",
                                    Integer.toString(limit))));
            if (reach.json()) {
                reach.print(runs);
                return ExitCode.DONE;
            }
            Columns table = new Columns("RUN", "PIPELINE", "PARTITION", "STATE", "STEPS", "CREATED", "TOOK", "CAUSE");
            for (JsonNode run : runs.path("items")) {
                table.row(
                        RunText.text(run, "id"),
                        RunText.text(run, "pipeline"),
                        RunText.text(run, "partition"),
                        RunText.text(run, "state"),
                        RunText.steps(run),
                        RunText.text(run, "createdAt"),
                        RunText.duration(run),
                        RunText.text(run.path("cause"), "detail"));
            }
            table.print(reach.out());
            return ExitCode.DONE;
        }
    }
}
