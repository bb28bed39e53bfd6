package dev.rondo.engine.store;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date. Scripts that have been released are never changed; a new one is added. */
final class Migrations {
    private static final String SCRIPTS = "classpath:dev/rondo/engine/store/migration";

    private Migrations() {}

    static void run(String url, String user, String where) {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(url, user, "")
                    .locations(SCRIPTS)
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
