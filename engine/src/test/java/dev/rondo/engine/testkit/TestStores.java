package dev.rondo.engine.testkit;

import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.StoreSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The store that a test uses: H2, or, for a class with {@link OverPostgres}, a fresh database on PostgreSQL, so that one
 * test serves both.
 */
public final class TestStores {
    /** What the addresses of databases on the server say; empty while stores are on H2. */
    private static volatile Optional<String> overPostgres = Optional.empty();

    private static final Map<Path, StoreSettings> OF_HOMES = new HashMap<>();

    private TestStores() {}

    /** The same store whenever the same home is asked for. */
    public static synchronized StoreSettings inHome(Path home) {
        return overPostgres.isPresent()
                ? OF_HOMES.computeIfAbsent(home, h -> onServer().besideHome(h))
                : StoreSettings.inHome(home);
    }

    /** A store of its own for every call. */
    public static StoreSettings fresh() {
        return overPostgres.isPresent() ? onServer() : StoreSettings.inMemory();
    }

    static void overPostgres(Optional<String> parameters) {
        overPostgres = parameters;
    }

    private static StoreSettings onServer() {
        String url = PostgresServer.shared().freshDatabase(Template.NAME);
        String parameters = overPostgres.orElse("");
        return StoreSettings.at(parameters.isEmpty() ? url : url + "&" + parameters);
    }

    /** A database whose tables are there already, which is quicker to copy than to make. */
    private static final class Template {
        private static final String NAME = made();

        private static String made() {
            String url = PostgresServer.shared().freshDatabase();
            Database.open(StoreSettings.at(url), InstantSource.system()).close();
            return PostgresServer.nameIn(url);
        }
    }
}
