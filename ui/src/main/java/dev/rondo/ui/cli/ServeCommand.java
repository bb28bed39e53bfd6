package dev.rondo.ui.cli;

import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.store.StoreException;
import dev.rondo.ui.server.KeepServing;
import dev.rondo.ui.server.Server;
import dev.rondo.ui.server.ServerSettings;
import dev.rondo.ui.server.ServerSettings.Work;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo serve}: runs until it is told to end. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description =
                "Serves pipelines: runs them when they are due or their data changes, and shows them on a web page.",
        footer = "%nEnds in order on Ctrl-C and SIGTERM; unfinished runs go on at the next start.")
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:RONDO_HOST:-" + ServerSettings.LOOPBACK + "}",
            description = "Address to listen on. Default: $RONDO_HOST, else " + ServerSettings.LOOPBACK + ".")
    private String host = ServerSettings.LOOPBACK;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "${env:RONDO_PORT:-" + ServerSettings.DEFAULT_PORT + "}",
            description =
                    "Port to listen on, 0 for any. Default: $RONDO_PORT, else " + ServerSettings.DEFAULT_PORT + ".")
    private int port = ServerSettings.DEFAULT_PORT;

    /** For picocli, which fills in the specification before it runs anything. */
    @SuppressWarnings("NullAway.Init")
    ServeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        ServerSettings settings = settings();
        boolean existing = Files.isDirectory(options.home());
        Server server = Server.start(settings);
        if (server.code().deployments().isEmpty() && !options.pipelines().isEmpty()) {
            List<String> problems = Problems.lines(server.code().problems());
            server.close();
            throw new UsageException(
                    "None of the places named with --pipelines holds a pipeline that can be served:\n  "
                            + String.join("\n  ", problems));
        }
        KeepServing serving = new KeepServing(server, settings);
        CountDownLatch ended = new CountDownLatch(1);
        Thread close = new Thread(
                () -> {
                    LOG.info("The server was asked to end; unfinished runs go on at the next start");
                    serving.close();
                    LOG.info("The server has ended");
                    ended.countDown();
                },
                "rondo-close");
        Runtime.getRuntime().addShutdownHook(close);
        announce(server, existing);
        Optional<StoreException> overtaken = serving.untilClosed();
        if (overtaken.isPresent()) {
            throw overtaken.get();
        }
        ended.await();
        return ExitCode.DONE;
    }

    private ServerSettings settings() {
        try {
            return new ServerSettings(
                    options.engine(), options.pipelines(), host, port, options.slots(), Work.EVERYTHING);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private void announce(Server server, boolean existing) {
        StringBuilder text = new StringBuilder();
        text.append("Rondo ").append(RondoVersion.text()).append(" is ready at ");
        text.append(server.address()).append("/\n");
        line(text, "home", options.home() + (existing ? "" : " (new)"));
        options.database().ifPresent(database -> line(text, "database", database));
        line(text, "data", options.engine().dataRoot().toString());
        List<Deployment> deployed = server.code().deployments();
        if (deployed.isEmpty()) {
            line(
                    text,
                    "pipelines",
                    "none" + (options.pipelines().isEmpty() ? "; name some with --pipelines JAR-OR-DIR" : ""));
        }
        String label = "pipelines";
        for (Deployment d : deployed) {
            int steps = d.pipeline().steps().size();
            line(
                    text,
                    label,
                    d.pipeline().name() + " (" + RunText.count(steps, "step") + ", "
                            + d.code().text() + " " + d.code().digest().shortHex() + ")");
            label = "";
        }
        label = "problems";
        for (String problem : Problems.lines(server.code().problems())) {
            line(text, label, problem);
            label = "";
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append("  %-10s %s%n".formatted(label, value));
    }
}
