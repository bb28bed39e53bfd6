package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo cancel}: ends a run, or a backfill. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Stops a run; steps that have ended stay as they are. Or a backfill with its runs that are under"
                + " way; what has ended stays as it is.")
final class CancelCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    /** One of the two. */
    static final class What {
        @Parameters(index = "0", arity = "0..1", paramLabel = "RUN", description = "The run's number.")
        private @Nullable String run;

        @Option(names = "--backfill", paramLabel = "BACKFILL", description = "The backfill's number.")
        private @Nullable String backfill;
    }

    CancelCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (Reach.Connection connection = reach.openExisting(Work.REQUESTS)) {
            if (what.backfill != null) {
                return backfill(connection.api(), what.backfill);
            }
            JsonNode run = cancel(connection.api(), "runs", String.valueOf(what.run));
            answer(run, "Run " + what.run + " of " + RunText.subject(run) + " is " + RunText.text(run, "state"));
            return ExitCode.DONE;
        }
    }

    private int backfill(Api api, String id) throws InterruptedException {
        JsonNode backfill = cancel(api, "backfills", id);
        String state = RunText.text(backfill, "state");
        boolean endedBefore = RunText.ended(backfill) && !state.equals("CANCELLED");
        if (endedBefore) {
            if (reach.json()) {
                reach.print(backfill);
            }
            reach.err()
                    .println("rondo: backfill " + id + " of " + RunText.text(backfill, "pipeline")
                            + " has ended: it is " + state + ". There is nothing left to stop.");
            return ExitCode.FAILED;
        }
        answer(
                backfill,
                "Backfill " + id + " of " + RunText.text(backfill, "pipeline") + " is " + state + ": "
                        + FollowBackfill.counts(backfill.path("partitions")));
        return ExitCode.DONE;
    }

    private static JsonNode cancel(Api api, String kind, String id) throws InterruptedException {
        return api.post(Api.path(kind, id, "cancel"), JsonNodeFactory.instance.objectNode());
    }

    private void answer(JsonNode cancelled, String words) {
        if (reach.json()) {
            reach.print(cancelled);
        } else {
            reach.out().println(words);
        }
    }
}
