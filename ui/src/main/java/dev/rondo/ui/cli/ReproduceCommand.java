package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo reproduce}: makes a model again and compares. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description =
                "Makes a version of a model again, with the code, inputs, settings and seed that it was made with,"
                        + " and compares every step's output byte for byte.",
        footer = {
            "%nIt runs in this process, in a temporary home; nothing of the server's changes. Exit code 1: something",
            "differs; the first step that does is named."
        })
final class ReproduceCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @Parameters(paramLabel = "MODEL@VERSION", description = "Such as bike-demand@12.")
    private String model = "";

    @Option(
            names = "--with-effects",
            description = "Run steps again also when they act on the outside world; otherwise such a run is refused.")
    private boolean withEffects;

    ReproduceCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        int at = model.lastIndexOf('@');
        if (at < 1 || at == model.length() - 1) {
            throw new UsageException(
                    "A version of a model is named as MODEL@VERSION, such as bike-demand@12; got \"" + model + "\"");
        }
        Logging.quiet();
        try (ScratchHome scratch = new ScratchHome()) {
            Path file = scratch.folder().resolve("run.zip");
            try (Reach.Connection connection = reach.openExisting(Work.QUESTIONS)) {
                JsonNode version = connection
                        .api()
                        .get(Api.path("models", model.substring(0, at), "versions", model.substring(at + 1)));
                connection.api().download(Api.path("runs", RunText.text(version, "run"), "export"), file);
            }
            RunAgain.Outcome outcome = RunAgain.of(file, scratch.folder().resolve("home"), reach.slots(), withEffects);
            return AgainText.print(
                    outcome, "Model " + model + " (run " + outcome.before().run() + ")", reach.json(), reach.out());
        }
    }
}
