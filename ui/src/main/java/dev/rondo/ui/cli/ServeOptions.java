package dev.rondo.ui.cli;

import dev.rondo.definition.PoolName;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.retention.RetentionSettings;
import dev.rondo.engine.store.Durability;
import dev.rondo.engine.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server keeps its things and what it runs; for {@code serve} and for commands that run embedded. */
final class ServeOptions {
    /** In the current folder. */
    static final String DEFAULT_HOME = "rondo-home";

    private static final String FOREVER = "forever";

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:RONDO_HOME}",
            description =
                    "Folder of the database, models, logs and code; made when missing. Default: $RONDO_HOME, else ./"
                            + DEFAULT_HOME)
    private @Nullable Path home;

    @Option(
            names = "--pipelines",
            paramLabel = "JAR-OR-DIR",
            arity = "1..*",
            split = ",",
            description =
                    "Jars, folders of jars, or folders of classes. Default: $RONDO_PIPELINES, separated by commas.")
    private List<Path> pipelines = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:RONDO_DATA}",
            description = "Folder below which sources find their files. Default: $RONDO_DATA, else HOME/data.")
    private @Nullable Path data;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "How many attempts run at the same time. Default: the number of processors.")
    private int slots = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--durability",
            paramLabel = "WHAT",
            defaultValue = "power-loss",
            description =
                    "What an acknowledged change survives: power-loss (default), or process-kill, which is faster.")
    private String durability = "power-loss";

    @Option(
            names = "--db",
            paramLabel = "JDBC-URL",
            defaultValue = "${env:RONDO_DB}",
            description =
                    "Database server, such as jdbc:postgresql://HOST:5432/NAME. Default: $RONDO_DB, else a database in"
                            + " the home. Name and password: $RONDO_DB_USER and $RONDO_DB_PASSWORD.")
    private @Nullable String database;

    @Option(
            names = "--lease",
            paramLabel = "SECONDS",
            description = "How long a process that says nothing keeps a database server for itself. Default: 15.")
    private int leaseSeconds = 15;

    @Option(
            names = "--pool",
            paramLabel = "POOL=LIMIT",
            description = "How much there is of something that steps share, such as gpu=2. Kept until it is set anew.")
    private Map<String, Integer> pools = new LinkedHashMap<>();

    @Option(
            names = "--keep",
            paramLabel = "DURATION",
            description = "How long after its end a run is kept, such as P90D (default), or forever.")
    private String keep = "P90D";

    @Option(
            names = "--keep-newest",
            paramLabel = "N",
            description =
                    "How many of the newest runs of each pipeline and partition are kept however old. Default: 10.")
    private int keepNewest = RetentionSettings.DEFAULT.newest();

    @Option(
            names = "--probe-every",
            paramLabel = "DURATION",
            description =
                    "How often, when nothing else is to be done, a step that came from the cache is run once more to"
                            + " see whether it gives the same, such as PT10M. Default: never.")
    private @Nullable Duration probeEvery;

    ServeOptions() {}

    boolean homeGiven() {
        return home != null;
    }

    Path home() {
        return (home == null ? Path.of(DEFAULT_HOME) : home).toAbsolutePath().normalize();
    }

    List<Path> pipelines() {
        if (!pipelines.isEmpty()) {
            return pipelines;
        }
        return Optional.ofNullable(System.getenv("RONDO_PIPELINES")).stream()
                .flatMap(text -> List.of(text.split(",")).stream())
                .filter(text -> !text.isBlank())
                .map(text -> Path.of(text.strip()))
                .toList();
    }

    int slots() {
        return slots;
    }

    EngineSettings engine() {
        EngineSettings settings = EngineSettings.inHome(home());
        if (database != null && !database.isBlank()) {
            settings = settings.withStore(StoreSettings.at(database)
                    .withLogin(environment("RONDO_DB_USER"), environment("RONDO_DB_PASSWORD"))
                    .withLease(Duration.ofSeconds(leaseSeconds)));
        }
        settings = settings.withDurability(durability()).withPools(pools()).withRetention(retention());
        if (probeEvery != null) {
            settings = probing(settings, probeEvery);
        }
        return data == null
                ? settings
                : settings.withDataRoot(data.toAbsolutePath().normalize());
    }

    /** The server of the database, without secrets; empty when it is in the home. */
    Optional<String> database() {
        return engine().store().place() instanceof StoreSettings.Place.Server server
                ? Optional.of(server.toString())
                : Optional.empty();
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }

    private Map<PoolName, Integer> pools() {
        Map<PoolName, Integer> limits = new LinkedHashMap<>();
        pools.forEach((name, limit) -> {
            if (!PoolName.valid(name) || limit < 0) {
                throw new UsageException("--pool gives a pool's name and its limit, 0 or more, such as gpu=2; got \""
                        + name + "=" + limit + "\"");
            }
            limits.put(PoolName.of(name), limit);
        });
        return limits;
    }

    private static EngineSettings probing(EngineSettings settings, Duration every) {
        try {
            return settings.withProbeEvery(every);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--probe-every: " + e.getMessage());
        }
    }

    private RetentionSettings retention() {
        try {
            return new RetentionSettings(
                    keep.equals(FOREVER) ? Optional.empty() : Optional.of(Duration.parse(keep)), keepNewest);
        } catch (DateTimeParseException e) {
            throw new UsageException(
                    "--keep is a duration such as P90D or PT36H, or " + FOREVER + "; got \"" + keep + "\"");
        } catch (IllegalArgumentException e) {
            throw new UsageException("--keep, --keep-newest: " + e.getMessage());
        }
    }

    private Durability durability() {
        return switch (durability) {
            case "power-loss" -> Durability.POWER_LOSS;
            case "process-kill" -> Durability.PROCESS_KILL;
            default ->
                throw new UsageException("--durability is power-loss or process-kill; got \"" + durability + "\"");
        };
    }
}
