package dev.rondo.ui.cli;

import dev.rondo.engine.backup.HomeRestore;
import dev.rondo.engine.backup.HomeRestore.Restored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo restore}: a home made of a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Makes a home of what rondo backup wrote; nothing is restored over what is there.",
        footer = "%nStop the server of the old home first: two servers on copies of one home run everything twice.")
final class RestoreCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The backup.")
    private Path file = Path.of("");

    @Option(
            names = "--home",
            paramLabel = "DIR",
            required = true,
            description = "The home to make; must not exist yet, or be empty.")
    private Path home = Path.of("");

    /** For picocli, which fills in the specification before it runs anything. */
    @SuppressWarnings("NullAway.Init")
    RestoreCommand() {}

    @Override
    public Integer call() {
        Logging.quiet();
        if (!Files.isRegularFile(file)) {
            throw new UsageException("There is no file " + file.toAbsolutePath() + " to restore");
        }
        Restored restored = HomeRestore.restore(file, home, InstantSource.system());
        var out = spec.commandLine().getOut();
        out.println("Restored " + home.toAbsolutePath().normalize() + " as it was at "
                + restored.createdAt().truncatedTo(ChronoUnit.SECONDS) + ": " + RunText.count(restored.runs(), "run")
                + ", " + RunText.count(restored.models(), "model version") + ", "
                + RunText.count(restored.artifacts(), "artifact"));
        if (!restored.missing().isEmpty()) {
            out.println("Not in the backup, although its records name them: "
                    + RunText.count(restored.missing().size(), "artifact") + ", the first "
                    + restored.missing().get(0).shortHex() + "; steps that need them run again");
        }
        String path = home.toString();
        out.println("Start it with: rondo serve --home " + (path.contains(" ") ? "\"" + path + "\"" : path)
                + " --pipelines JAR-OR-DIR");
        return ExitCode.DONE;
    }
}
