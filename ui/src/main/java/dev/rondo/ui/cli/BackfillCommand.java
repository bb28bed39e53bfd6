package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo backfill}: runs for many past partitions. */
@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = "Runs a pipeline for a range of partitions, oldest first, and waits for the end.")
final class BackfillCommand implements Callable<Integer> {

    /** Which partitions of the range. */
    enum Mode {
        MISSING,
        FAILED,
        ALL
    }

    @Mixin
    private Reach reach = new Reach();

    @Parameters(paramLabel = "PIPELINE", description = "The pipeline's name.")
    private String pipeline = "";

    @Option(names = "--from", paramLabel = "KEY", description = "The first partition. Default: the pipeline's first.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "KEY",
            description = "The last partition; it belongs to the range. Default: the newest that is complete.")
    private @Nullable String to;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "missing (default): without a run that succeeded; failed: whose newest run failed; all.")
    private Mode mode = Mode.MISSING;

    @Option(names = "--dry-run", description = "Only say what would run, and why.")
    private boolean dryRun;

    @Option(names = "--no-wait", description = "Return as soon as the backfill has been started.")
    private boolean noWait;

    BackfillCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (noWait && reach.embedded()) {
            throw new UsageException("--no-wait needs a server that goes on with the backfill: leave out --home and"
                    + " --pipelines, or --no-wait");
        }
        try (Reach.Connection connection = reach.open(Work.REQUESTS)) {
            Api api = connection.api();
            JsonNode backfill = api.post(Api.path("backfills"), request());
            if (!dryRun && !noWait) {
                backfill = new FollowBackfill(api, reach.progress()).toItsEnd(RunText.text(backfill, "id"));
            }
            if (reach.json()) {
                reach.print(backfill);
            } else {
                print(backfill);
            }
            return dryRun || noWait ? ExitCode.DONE : RunText.exitCode(backfill);
        }
    }

    private ObjectNode request() {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("pipeline", pipeline)
                .put("mode", mode.name().toLowerCase(Locale.ROOT))
                .put("dryRun", dryRun);
        if (from != null) {
            request.put("from", from);
        }
        if (to != null) {
            request.put("to", to);
        }
        return request;
    }

    private void print(JsonNode backfill) {
        if (dryRun) {
            Columns table = new Columns("PARTITION", "ACTION", "WHY");
            for (JsonNode item : backfill.path("items")) {
                table.row(RunText.text(item, "partition"), RunText.text(item, "action"), RunText.text(item, "why"));
            }
            table.print(reach.out());
            reach.out()
                    .println("Would start "
                            + RunText.count(backfill.path("runs").asLong(), "run") + ". Nothing has been started.");
            return;
        }
        reach.out().println("Backfill " + RunText.text(backfill, "id") + " is " + RunText.text(backfill, "state"));
    }
}
