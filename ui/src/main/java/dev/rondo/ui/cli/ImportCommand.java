package dev.rondo.ui.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo import}: an exported run, run again. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Runs again what rondo export wrote, and compares every step's output byte for byte.",
        footer = {
            "%nThe file's code runs in this process: import only what you would run. Without --home it runs in a",
            "temporary home. Exit code 1: something differs; the first step that does is named."
        })
final class ImportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "What rondo export wrote.")
    private Path file = Path.of("");

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Keep code, inputs, run and results in this home; made when missing. What it reads becomes"
                    + " current there.")
    private @Nullable Path home;

    @Option(names = "--slots", paramLabel = "N", description = "How many attempts run at a time. Default: processors.")
    private int slots = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Answer in JSON, for programs.")
    private boolean json;

    @Option(
            names = "--with-effects",
            description = "Run steps again also when they act on the outside world; otherwise such a run is refused.")
    private boolean withEffects;

    /** For picocli, which fills in the specification before it runs anything. */
    @SuppressWarnings("NullAway.Init")
    ImportCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Logging.quiet();
        Path source = file.toAbsolutePath().normalize();
        if (!Files.isRegularFile(source)) {
            throw new UsageException("There is no file " + source + " to import");
        }
        if (home != null) {
            return again(source, home.toAbsolutePath().normalize());
        }
        try (ScratchHome scratch = new ScratchHome()) {
            return again(source, scratch.folder().resolve("home"));
        }
    }

    private int again(Path source, Path into) throws InterruptedException {
        RunAgain.Outcome outcome = RunAgain.of(source, into, slots, withEffects);
        String subject = (outcome.before().pipeline() + " " + outcome.before().partition()).strip();
        return AgainText.print(
                outcome,
                "Run " + outcome.before().run() + " of " + subject,
                json,
                spec.commandLine().getOut());
    }
}
