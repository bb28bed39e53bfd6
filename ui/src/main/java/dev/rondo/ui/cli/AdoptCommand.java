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

/** {@code rondo adopt}: new code counts as equivalent to old. */
@Command(
        name = "adopt",
        mixinStandardHelpOptions = true,
        description =
                "Declares that a step's deployed code gives the same results as older code, so that what the older"
                        + " code has computed is used. Recorded with name and reason.")
final class AdoptCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "The pipeline's name.")
    private String pipeline = "";

    @Parameters(index = "1", paramLabel = "STEP", description = "The step whose code has changed.")
    private String step = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why the results are the same.")
    private String reason = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Who says so; the user of this machine unless said.")
    private String by = System.getProperty("user.name", "");

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "A run that computed the step with the older code. Default: the newest result by other code.")
    private @Nullable String run;

    AdoptCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (Reach.Connection connection = reach.openExisting(Work.REQUESTS)) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("by", by).put("reason", reason);
            if (run != null) {
                body.put("run", run);
            }
            JsonNode adopted = connection.api().post(Api.path("pipelines", pipeline, "steps", step, "adopt"), body);
            if (reach.json()) {
                reach.print(adopted);
            } else {
                reach.out()
                        .println("Step " + step + " of " + pipeline + ": what the code of run "
                                + RunText.text(adopted, "run")
                                + " has computed counts for the deployed code. Between them: "
                                + RunText.text(adopted, "difference"));
            }
            return ExitCode.DONE;
        }
    }
}
