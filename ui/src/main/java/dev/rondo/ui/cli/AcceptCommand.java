package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo accept-nondeterminism}: other results of a step are as good. */
@Command(
        name = "accept-nondeterminism",
        mixinStandardHelpOptions = true,
        description = "Says that other results of a step for the same inputs, which a probe has found, are as good."
                + " Recorded with name and reason.")
final class AcceptCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "The pipeline's name.")
    private String pipeline = "";

    @Parameters(index = "1", paramLabel = "STEP", description = "The step that was found to differ.")
    private String step = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why other results are as good.")
    private String reason = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Who says so; the user of this machine unless said.")
    private String by = System.getProperty("user.name", "");

    AcceptCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (Reach.Connection connection = reach.openExisting(Work.REQUESTS)) {
            JsonNode found = connection
                    .api()
                    .post(
                            Api.path("pipelines", pipeline, "steps", step, "accept-nondeterminism"),
                            JsonNodeFactory.instance.objectNode().put("by", by).put("reason", reason));
            if (reach.json()) {
                reach.print(found);
            } else {
                found.path("items")
                        .forEach(row -> reach.out()
                                .println("Step " + step + " of " + pipeline + ": " + RunText.text(row, "why")));
            }
            return ExitCode.DONE;
        }
    }
}
