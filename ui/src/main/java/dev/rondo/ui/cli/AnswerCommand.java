package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code rondo approve} and {@code rondo reject} have in common. */
abstract class AnswerCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's number.")
    private String run = "";

    @Parameters(index = "1", paramLabel = "STEP", description = "The step that waits for approval.")
    private String step = "";

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "In which role the decision is made.")
    private String role = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Who decides; the user of this machine unless said.")
    private String by = System.getProperty("user.name", "");

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; a rejection needs it.")
    private String reason = "";

    abstract String verb();

    @Override
    public Integer call() throws InterruptedException {
        try (Reach.Connection connection = reach.openExisting(Work.REQUESTS)) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("by", by).put("role", role).put("reason", reason);
            JsonNode answer = connection.api().post(Api.path("runs", run, "steps", step, verb()), body);
            if (reach.json()) {
                reach.print(answer);
            } else {
                reach.out().println("Step " + step + " of run " + run + "  " + RunText.step(answer));
            }
            return ExitCode.DONE;
        }
    }

    /** {@code rondo approve}. */
    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = "Approves what a step of a run waits for; the run goes on.")
    static final class Approve extends AnswerCommand {
        Approve() {}

        @Override
        String verb() {
            return "approve";
        }
    }

    /** {@code rondo reject}. */
    @Command(
            name = "reject",
            mixinStandardHelpOptions = true,
            description = "Rejects what a step of a run waits for; the step fails with the reason.")
    static final class Reject extends AnswerCommand {
        Reject() {}

        @Override
        String verb() {
            return "reject";
        }
    }
}
