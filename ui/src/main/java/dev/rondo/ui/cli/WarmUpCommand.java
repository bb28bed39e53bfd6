package dev.rondo.ui.cli;

import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.store.Durability;
import dev.rondo.ui.server.Server;
import dev.rondo.ui.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Does what a start does, in a home that is thrown away. The launcher runs it once in the background, so that the virtual
 * machine can write down the loaded classes for quicker starts.
 */
@Command(name = "warm-up", hidden = true, description = "Loads the classes that a start needs, then ends.")
final class WarmUpCommand implements Callable<Integer> {
    private static final int EMPTY_HOME_THEN_EXISTING = 2;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.quiet();
        Path home = Files.createTempDirectory("rondo-warm-up");
        try {
            ServerSettings settings = ServerSettings.of(
                    EngineSettings.inHome(home).withDurability(Durability.PROCESS_KILL), List.of(), 0);
            for (int i = 0; i < EMPTY_HOME_THEN_EXISTING; i++) {
                try (Server server = Server.start(settings)) {
                    Api api = new Api(server.address());
                    api.get(Api.path("health", "ready"));
                    api.get(Api.path("pipelines"));
                    api.get(Api.path("runs"));
                }
            }
            return ExitCode.DONE;
        } finally {
            delete(home);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
