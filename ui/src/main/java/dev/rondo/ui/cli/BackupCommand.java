package dev.rondo.ui.cli;

import dev.rondo.engine.backup.HomeBackup;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.StoreSettings;
import dev.rondo.ui.server.ServerSettings.Work;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo backup}: one file that holds a home. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Writes a copy of a home into one file, while its server works, or with --home while none does.",
        footer =
                "%nrondo restore makes a home of it. A home whose database is on a server: see docs/reference/stores.md.")
final class BackupCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @Parameters(paramLabel = "FILE", description = "The file to write, such as rondo.zip; must not exist yet.")
    private Path file = Path.of("");

    @Mixin
    private NewFile writing = new NewFile();

    @Option(
            names = "--without-artifacts",
            description = "Leave artifacts out: smaller, and steps whose results are needed run again after a restore.")
    private boolean withoutArtifacts;

    BackupCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        reach.out().println(writing.write(file, reach.embedded() ? this::ofHome : this::ofServer));
        return ExitCode.DONE;
    }

    private void ofServer(Path part) throws InterruptedException {
        try (Reach.Connection connection = reach.open(Work.QUESTIONS)) {
            connection
                    .api()
                    .download(
                            Api.path("backup") + Api.query(Map.of("artifacts", withoutArtifacts ? "false" : "true")),
                            part);
        }
    }

    private void ofHome(Path part) throws IOException {
        Logging.quiet();
        Path home = reach.home();
        if (!Files.isDirectory(home)) {
            throw new UsageException("There is no home " + home + " to make a backup of. Name another with --home");
        }
        try (Database database = Database.open(StoreSettings.inHome(home), InstantSource.system());
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
            new HomeBackup(database, home)
                    .write(out, !withoutArtifacts, InstantSource.system().instant());
        }
    }
}
