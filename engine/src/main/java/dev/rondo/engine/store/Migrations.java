package dev.rondo.engine.store;

import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date. Scripts that have been released are never changed; a new one is added. */
final class Migrations {
    private static final String SCRIPTS = "classpath:dev/rondo/engine/store/migration";

    private Migrations() {}

    static void run(String url, Dialect dialect, String where) {
        List<String> scripts = new ArrayList<>(List.of(SCRIPTS));
        scripts.addAll(dialect.ownScripts());
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(
                            url,
                            dialect.login().getProperty("user"),
                            dialect.login().getProperty("password"))
                    .locations(scripts.toArray(String[]::new))
                    .outOfOrder(true)
                    .failOnMissingLocations(true)
                    .validateMigrationNaming(true)
                    .cleanDisabled(true)
                    .outOfOrder(true)
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreException(
                    StoreException.Kind.FAILED,
                    "The tables of " + where + " cannot be brought up to date: " + e.getMessage()
                            + " If this home was last used by a newer Rondo, use that version; otherwise restore it"
                            + " from a backup",
                    e);
        }
    }
}
