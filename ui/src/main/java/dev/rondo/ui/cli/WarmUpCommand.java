package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.store.Durability;
import dev.rondo.ui.server.Server;
import dev.rondo.ui.server.ServerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Does what a server does, with pipelines of its own, in a home that is thrown away. The launcher runs it once in the
 * background, so that the virtual machine can write down the loaded classes for quicker starts.
 */
@Command(name = "warm-up", hidden = true, description = "Loads the classes that a server needs, then ends.")
final class WarmUpCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.quiet();
        Path folder = Files.createTempDirectory("rondo-warm-up");
        try {
            Path home = folder.resolve("home");
            Files.createDirectories(home.resolve("data"));
            Files.writeString(home.resolve("data/file.txt"), "warm");
            EngineSettings engine = EngineSettings.inHome(home).withDurability(Durability.PROCESS_KILL);
            ServerSettings settings = ServerSettings.of(engine, List.of(userCode(folder.resolve("classes"))), 0);
            int first = serve(settings);
            int onExistingHome = serve(settings);
            return Math.max(first, onExistingHome);
        } finally {
            delete(folder);
        }
    }

    private static int serve(ServerSettings settings) throws InterruptedException {
        try (Server server = Server.start(settings)) {
            Api api = new Api(server.address());
            api.get(Api.path("health", "ready"));
            api.get(Api.path("pipelines"));
            JsonNode run =
                    api.post(Api.path("pipelines", "warm-up-pipeline", "runs"), JsonNodeFactory.instance.objectNode());
            JsonNode ended = Follow.run(api, RunText.text(run, "id"), new PrintWriter(Writer.nullWriter()));
            api.get(Api.path("runs"));
            return RunText.exitCode(ended);
        }
    }

    /** A pipeline's classes, where a user would have put them. */
    private static Path userCode(Path classes) throws IOException {
        for (Class<?> type : List.of(
                WarmUpPipeline.class,
                WarmUpPipeline.Settings.class,
                WarmUpModelPipeline.class,
                WarmUpModelPipeline.Settings.class,
                WarmUpModelPipeline.Model.class)) {
            String file = type.getName().replace('.', '/') + ".class";
            Path target = classes.resolve(file);
            Files.createDirectories(target.resolveSibling("."));
            try (InputStream in = WarmUpCommand.class.getResourceAsStream("/" + file)) {
                if (in == null) {
                    throw new IOException("The class file " + file + " is missing from Rondo's jar");
                }
                Files.copy(in, target);
            }
        }
        return classes;
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
