package dev.rondo.engine.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server for tests: the one that {@code RONDO_TEST_POSTGRES} names by a JDBC address whose user may
 * create databases, else one made for the moment from the installed programs, in a temporary folder, under the user
 * {@code postgres} when the tests run as root. {@link NeedsPostgres} skips tests where there is neither.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String ADDRESS = "RONDO_TEST_POSTGRES";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Optional<Path> programs;
    private final Optional<Path> folder;
    private final String base;
    private final String parameters;
    private final int port;

    private PostgresServer(Optional<Path> programs, Optional<Path> folder, String base, String parameters, int port) {
        this.programs = programs;
        this.folder = folder;
        this.base = base;
        this.parameters = parameters;
        this.port = port;
    }

    /** The server of this JVM, started when it is first asked for. It does not force its disk, so it is quick. */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    /** Whether there is a server, or programs to make one. */
    public static boolean available() {
        return System.getenv(ADDRESS) != null || programs().isPresent();
    }

    /** A server for one test alone, which may stop and start it; it forces its disk as a real one does. */
    public static PostgresServer own() {
        return install("on");
    }

    /** The address of a fresh, empty database. */
    public String freshDatabase() {
        return freshDatabase("template1");
    }

    /** The address of a fresh copy of a database that nobody uses at the moment. */
    public String freshDatabase(String template) {
        String name = "rondo_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        execute("postgres", "create database " + name + " template " + template);
        return url(name);
    }

    /** Runs statements as the server's owner. */
    public void execute(String database, String sql) {
        try (Connection connection = DriverManager.getConnection(url(database))) {
            connection.createStatement().execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed on " + base, e);
        }
    }

    /** The name of the database in an address. */
    public static String nameIn(String url) {
        return url.substring(url.lastIndexOf('/') + 1, url.indexOf('?') < 0 ? url.length() : url.indexOf('?'));
    }

    /** Ends every connection to a database, as an operator or a failing network would. */
    public void cutConnections(String url) {
        execute(
                "postgres",
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + nameIn(url)
                        + "' and pid <> pg_backend_pid()");
    }

    /** As if the machine had lost its power. */
    public void stop() {
        control("stop", "-m", "immediate");
    }

    public void start() {
        control(
                "start",
                "-l",
                data().resolveSibling("server.log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''");
    }

    /** Runs a program of the server's installation, such as {@code pg_dump}, on a database. */
    public void run(String program, String url, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(program(program).toString(), "--dbname=" + url.substring("jdbc:".length())));
        command.addAll(List.of(arguments));
        run(command);
    }

    private Path program(String name) {
        return programs.orElseThrow().resolve(name);
    }

    @Override
    public void close() {
        folder.filter(Files::exists).ifPresent(made -> {
            stop();
            try (Stream<Path> files = Files.walk(made)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private String url(String database) {
        return base + database + parameters;
    }

    private static PostgresServer atAddress(String url) {
        int question = url.indexOf('?') < 0 ? url.length() : url.indexOf('?');
        return new PostgresServer(
                programs(),
                Optional.empty(),
                url.substring(0, url.lastIndexOf('/', question) + 1),
                url.substring(question),
                0);
    }

    private static PostgresServer install(String fsync) {
        try {
            Path made = Files.createTempDirectory("rondo-postgres");
            giveAway(made);
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                port = free.getLocalPort();
            }
            PostgresServer server = new PostgresServer(
                    programs(), Optional.of(made), "jdbc:postgresql://127.0.0.1:" + port + "/", "?user=rondo", port);
            // A language's order of texts, which differs from that of their bytes.
            run(server.asOwner(
                    server.program("initdb").toString(),
                    "--no-sync",
                    "--auth=trust",
                    "--username=rondo",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--locale-provider=icu",
                    "--icu-locale=en-US",
                    "--pgdata=" + server.data()));
            Path settings = server.data().resolve("postgresql.conf");
            // It looks for what to vacuum each minute otherwise, in which a test may live through a month.
            Files.writeString(
                    settings,
                    Files.readString(settings) + "\nfsync = " + fsync
                            + "\nmax_connections = 200\nautovacuum_naptime = 1s\n");
            server.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "postgres-end"));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void giveAway(Path made) throws IOException {
        if (isRoot()) {
            FileOwnerAttributeView owner =
                    Files.getFileAttributeView(made, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            owner.setOwner(made.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private Path data() {
        return folder.orElseThrow(() -> new IllegalStateException("This server is not ours to stop"))
                .resolve("data");
    }

    private void control(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(program("pg_ctl").toString(), "-w", "-s", "-D", data().toString()));
        command.addAll(List.of(arguments));
        run(asOwner(command.toArray(String[]::new)));
    }

    private List<String> asOwner(String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static void run(List<String> command) {
        try {
            Path output = Files.createTempFile("rondo-postgres", ".out");
            Process process = new ProcessBuilder(command)
                    .directory(new java.io.File("/"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            String said = Files.readString(output);
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The newest installed server: Debian keeps them below a folder of their own, others on the path. */
    private static Optional<Path> programs() {
        List<Path> found = new ArrayList<>();
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(Comparator.comparingInt(PostgresServer::version).reversed())
                        .map(version -> version.resolve("bin"))
                        .forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            found.add(Path.of(folder));
        }
        return found.stream()
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .findFirst();
    }

    private static int version(Path folder) {
        String name = folder.getFileName().toString();
        return name.matches("\\d+") ? Integer.parseInt(name) : 0;
    }

    private static final class Shared {
        private static final PostgresServer SERVER = Optional.ofNullable(System.getenv(ADDRESS))
                .map(PostgresServer::atAddress)
                .orElseGet(() -> install("off"));
    }
}
