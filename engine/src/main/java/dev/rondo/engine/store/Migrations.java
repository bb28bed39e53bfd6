package dev.rondo.engine.store;

import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date. Scripts that have been released are never changed; a new one is added. */
final class Migrations {
    private static final String CLASS_PATH = "classpath:";
    private static final String SCRIPTS = CLASS_PATH + "dev/rondo/engine/store/migration";

    private Migrations() {}

    /** Which scripts there are for such a database; a store that was brought up to date with the same needs no look. */
    static String fingerprint(Dialect dialect) {
        return SchemaFingerprint.of(scripts(dialect).stream()
                .map(folder -> folder.substring(CLASS_PATH.length()))
                .toList());
    }

    private static List<String> scripts(Dialect dialect) {
        List<String> scripts = new ArrayList<>(List.of(SCRIPTS));
        scripts.addAll(dialect.ownScripts());
        return scripts;
    }

    static void run(String url, Dialect dialect, String where) {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(
                            url,
                            dialect.login().getProperty("user"),
                            dialect.login().getProperty("password"))
                    .locations(scripts(dialect).toArray(String[]::new))
                    .outOfOrder(true)
                    // By default scripts of a newer version are passed over in silence.
                    .ignoreMigrationPatterns(new String[0])
                    .failOnMissingLocations(true)
                    .validateMigrationNaming(true)
                    .cleanDisabled(true)
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
