package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo backfills}: the list of backfills, or the partitions of one. */
@Command(
        name = "backfills",
        mixinStandardHelpOptions = true,
        description = "Lists backfills, newest first; with a backfill's number, its partitions and their runs.",
        footer = "%nrondo backfill starts one, rondo cancel --backfill ends one.")
final class BackfillsCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @Parameters(arity = "0..1", paramLabel = "BACKFILL", description = "The number of a backfill. Default: list all.")
    private @Nullable String number;

    @Option(names = "--pipeline", paramLabel = "NAME", description = "Only of this pipeline.")
    private @Nullable String pipeline;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, 1 to 500. Default: 20.")
    private @Nullable Integer limit;

    @Option(
            names = {"-f", "--follow"},
            description = "Tell how far the backfill is until it has ended, and exit as it did.")
    private boolean follow;

    BackfillsCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (number == null && follow) {
            throw new UsageException("--follow needs a backfill: rondo backfills BACKFILL --follow");
        }
        if (number != null && (pipeline != null || limit != null)) {
            throw new UsageException("--pipeline and --limit are for the list: leave them out, or backfill " + number);
        }
        if (follow && reach.embedded()) {
            throw new UsageException("--follow needs a server that goes on with the backfill: leave out --home and"
                    + " --pipelines, or --follow");
        }
        try (Reach.Connection connection = reach.openExisting(Work.QUESTIONS)) {
            return number == null ? list(connection.api()) : one(connection.api(), number);
        }
    }

    private int list(Api api) throws InterruptedException {
        JsonNode backfills = api.get(Api.path("backfills")
                + Api.query(Map.of(
                        "pipeline",
                        pipeline == null ? "" : pipeline,
                        "limit",
                        Integer.toString(limit == null ? RunsCommand.DEFAULT_LIMIT : limit))));
        if (reach.json()) {
            reach.print(backfills);
            return ExitCode.DONE;
        }
        Columns table = new Columns("BACKFILL", "PIPELINE", "FROM", "TO", "MODE", "STATE", "PARTITIONS", "CREATED");
        for (JsonNode backfill : backfills.path("items")) {
            table.row(
                    RunText.text(backfill, "id"),
                    RunText.text(backfill, "pipeline"),
                    RunText.text(backfill, "from"),
                    RunText.text(backfill, "to"),
                    RunText.text(backfill, "mode"),
                    RunText.text(backfill, "state"),
                    FollowBackfill.counts(backfill.path("partitions")),
                    RunText.text(backfill, "createdAt"));
        }
        table.print(reach.out());
        return ExitCode.DONE;
    }

    private int one(Api api, String id) throws InterruptedException {
        JsonNode backfill =
                follow ? new FollowBackfill(api, reach.progress()).toItsEnd(id) : api.get(Api.path("backfills", id));
        if (reach.json()) {
            reach.print(backfill);
        } else {
            print(backfill, errors(api, id));
        }
        return follow ? RunText.exitCode(backfill) : ExitCode.DONE;
    }

    /** What failed in which of its runs. */
    private static Map<String, String> errors(Api api, String id) throws InterruptedException {
        Map<String, String> errors = new HashMap<>();
        String query = Api.query(Map.of("backfill", id, "state", "FAILED", "limit", "500"));
        for (JsonNode run : api.get(Api.path("runs") + query).path("items")) {
            JsonNode error = run.path("error");
            if (error.isObject()) {
                errors.put(
                        RunText.text(run, "id"),
                        "step " + RunText.text(error, "step") + ": " + RunText.text(error, "message"));
            }
        }
        return errors;
    }

    private void print(JsonNode backfill, Map<String, String> errors) {
        reach.out()
                .println("Backfill " + RunText.text(backfill, "id") + " of " + RunText.text(backfill, "pipeline")
                        + " from " + RunText.text(backfill, "from") + " to " + RunText.text(backfill, "to") + ", mode "
                        + RunText.text(backfill, "mode") + ", is " + RunText.text(backfill, "state") + ": "
                        + FollowBackfill.counts(backfill.path("partitions")));
        Columns table = new Columns("PARTITION", "STATE", "RUN", "WHY");
        for (JsonNode item : backfill.path("items")) {
            table.row(
                    RunText.text(item, "partition"),
                    RunText.text(item, "state"),
                    RunText.text(item, "run"),
                    errors.getOrDefault(RunText.text(item, "run"), RunText.text(item, "why")));
        }
        table.print(reach.out());
    }
}
