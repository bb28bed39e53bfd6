package dev.rondo.ui.cli;

import dev.rondo.definition.PoolName;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.store.Durability;
import java.nio.file.Path;
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
            names = "--pool",
            paramLabel = "POOL=LIMIT",
            description = "How much there is of something that steps share, such as gpu=2. Kept until it is set anew.")
    private Map<String, Integer> pools = new LinkedHashMap<>();

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
        EngineSettings settings =
                EngineSettings.inHome(home()).withDurability(durability()).withPools(pools());
        return data == null
                ? settings
                : settings.withDataRoot(data.toAbsolutePath().normalize());
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

    private Durability durability() {
        return switch (durability) {
            case "power-loss" -> Durability.POWER_LOSS;
            case "process-kill" -> Durability.PROCESS_KILL;
            default ->
                throw new UsageException("--durability is power-loss or process-kill; got \"" + durability + "\"");
        };
    }
}
