package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.io.PrintWriter;
import java.io.Writer;
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

    @Option(names = "--no-wait", description = "Return as soon as the run has been started.")
    private boolean noWait;

    RetryCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (noWait && reach.embedded()) {
            throw new UsageException("--no-wait needs a server that goes on with the run: leave out --home and"
                    + " --pipelines, or --no-wait");
        }
        try (Reach.Connection connection = reach.open(Work.REQUESTS)) {
            Api api = connection.api();
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            if (from != null) {
                request.put("from", "step").put("step", from);
            }
            request.put("code", newest ? "newest" : "pinned");
            JsonNode run = api.post(Api.path("runs", number, "retry"), request);
            String id = RunText.text(run, "id");
            PrintWriter progress = reach.json() ? new PrintWriter(Writer.nullWriter()) : reach.out();
            progress.println("Run " + id + " of " + RunText.subject(run) + " repeats run " + number);
            progress.flush();
            JsonNode answer = noWait ? run : Follow.run(api, id, progress);
            if (reach.json()) {
                reach.print(answer);
            } else if (!noWait) {
                reach.out()
                        .println("Run " + id + " " + RunText.text(answer, "state") + " after "
                                + RunText.duration(answer) + ", steps: " + RunText.steps(answer));
            }
            return noWait ? ExitCode.DONE : RunText.exitCode(answer);
        }
    }
}
