package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.ui.server.Server;
import dev.rondo.ui.server.ServerSettings;
import dev.rondo.ui.server.ServerSettings.Work;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * How a command reaches an engine: through a server, or, when {@code --home} or {@code --pipelines} is given, in its own
 * process. And how it answers: for people, or as JSON.
 */
final class Reach {
    private static final String DEFAULT_SERVER =
            "http://" + ServerSettings.LOOPBACK + ":" + ServerSettings.DEFAULT_PORT;

    private static final int LAST_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:RONDO_SERVER:-" + DEFAULT_SERVER + "}",
            description = "The server to speak to. Default: $RONDO_SERVER, else " + DEFAULT_SERVER + ".")
    private String server = DEFAULT_SERVER;

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Option(names = "--json", description = "Answer in JSON, for programs.")
    private boolean json;

    /** For picocli, which fills in the specification before it runs anything. */
    @SuppressWarnings("NullAway.Init")
    Reach() {}

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** For what is told on the way; nowhere when a program reads the answer. */
    PrintWriter progress() {
        return json ? new PrintWriter(Writer.nullWriter()) : out();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    void print(JsonNode answer) {
        out().println(Api.pretty(answer));
    }

    /** Whether the command brings its own engine. */
    boolean embedded() {
        ParseResult line = command.commandLine().getParseResult();
        boolean own = Stream.of("--home", "--pipelines").anyMatch(line::hasMatchedOption);
        if (own && line.hasMatchedOption("--server")) {
            throw new UsageException("--server speaks to a server, --home and --pipelines run without one. Choose one");
        }
        return own;
    }

    /** The home of a command that brings its own engine. */
    Path home() {
        return options.home();
    }

    /** How many attempts an engine of the command's own runs at a time. */
    int slots() {
        return options.slots();
    }

    /** For commands about what is in a home: an engine of its own makes none, since a mistyped one would be empty. */
    Connection openExisting(Work work) {
        if (embedded() && options.database().isEmpty() && !Files.isDirectory(home())) {
            throw new UsageException("There is no home " + home() + ". Name another with --home");
        }
        return open(work);
    }

    /**
     * For commands that may be the first in a home, which an engine of its own makes when it is missing.
     *
     * @param work what an engine of its own is for; a server does what it does
     */
    Connection open(Work work) {
        if (!embedded()) {
            return new Connection(new Api(uri()), null);
        }
        Logging.quiet();
        Server own;
        try {
            own = Server.start(ServerSettings.of(options.engine(), options.pipelines(), 0)
                    .withSlots(options.slots())
                    .doing(work));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        Problems.lines(own.code().errors()).forEach(err()::println);
        return new Connection(new Api(own.address()), own);
    }

    private URI uri() {
        try {
            URI uri = URI.create(server.endsWith("/") ? server.substring(0, server.length() - 1) : server);
            boolean http =
                    Optional.ofNullable(uri.getScheme()).stream().anyMatch(s -> s.equals("http") || s.equals("https"));
            boolean port = uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= LAST_PORT);
            boolean whole = uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (http && port && whole && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message for everything that is no address.
        }
        throw new UsageException("--server takes an address such as " + DEFAULT_SERVER + "; got \"" + server + "\"");
    }

    /** A server to ask, and to close when it is this command's own. */
    static final class Connection implements AutoCloseable {
        private final Api api;
        private final @Nullable Server own;
        private final Thread onInterrupt;

        Connection(Api api, @Nullable Server own) {
            this.api = api;
            this.own = own;
            this.onInterrupt = new Thread(this::closeOwn, "rondo-close");
            Runtime.getRuntime().addShutdownHook(onInterrupt);
        }

        Api api() {
            return api;
        }

        @Override
        public void close() {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
            closeOwn();
        }

        private void closeOwn() {
            if (own != null) {
                own.close();
            }
        }
    }
}
