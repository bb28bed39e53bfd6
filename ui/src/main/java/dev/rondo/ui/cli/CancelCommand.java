package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rondo cancel}: ends a run. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Stops a run; steps that have ended stay as they are.")
final class CancelCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @Parameters(paramLabel = "RUN", description = "The run's number.")
    private String run = "";

    CancelCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (Reach.Connection connection = reach.open(Work.REQUESTS)) {
            JsonNode answer =
                    connection.api().post(Api.path("runs", run, "cancel"), JsonNodeFactory.instance.objectNode());
            if (reach.json()) {
                reach.print(answer);
            } else {
                reach.out()
                        .println("Run " + run + " of " + RunText.subject(answer) + " is "
                                + RunText.text(answer, "state"));
            }
            return ExitCode.DONE;
        }
    }
}
