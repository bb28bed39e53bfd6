package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo retry}: a new run that repeats one that has ended. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = "Repeats a run that has ended, as a new run: what failed or was cancelled, or from a step on.")
final class RetryCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @Parameters(paramLabel = "RUN", description = "The number of the run to repeat.")
    private String number = "";

    @Option(
            names = "--from",
            paramLabel = "STEP",
            description = "Run this step and all that depend on it again. Default: what failed or was cancelled.")
    private @Nullable String from;

    @Option(
            names = "--newest",
            description = "With the newest code and data. Default: those that the run had; what need not run again"
                    + " is taken over.")
    private boolean newest;

    @Mixin
    private Watch watch = new Watch();

    RetryCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        watch.check(reach);
        try (Reach.Connection connection = reach.openExisting(Work.REQUESTS)) {
            Api api = connection.api();
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            if (from != null) {
                request.put("from", "step").put("step", from);
            }
            request.put("code", newest ? "newest" : "pinned");
            JsonNode run = api.post(Api.path("runs", number, "retry"), request);
            return watch.follow(
                    reach,
                    api,
                    run,
                    "Run " + RunText.text(run, "id") + " of " + RunText.subject(run) + " repeats run " + number);
        }
    }
}
