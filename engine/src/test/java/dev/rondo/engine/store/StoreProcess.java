package dev.rondo.engine.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What {@link ChildJvm} runs: opens the home, or the database server whose address it is given, says {@code open}, then commits one number after the other and prints each
 * once its commit has been acknowledged, until it is killed.
 */
final class StoreProcess {
    private StoreProcess() {}

    public static void main(String[] args) {
        StoreSettings place = args[0].startsWith("jdbc:")
                ? StoreSettings.at(args[0]).withLease(Duration.parse(args[2]))
                : StoreSettings.inHome(Path.of(args[0]));
        var settings = place.withDurability(Durability.valueOf(args[1]));
        try (Database database = Database.open(settings, InstantSource.system())) {
            System.out.println("open");
            database.write(tx -> tx.update("create table if not exists acknowledged (n integer primary key)"));
            int next = database.read(
                    tx -> tx.one("select coalesce(max(n), 0) + 1 as n from acknowledged", row -> row.integer("n"))
                            .orElseThrow());
            for (int n = next; ; n++) {
                int number = n;
                database.write(tx -> tx.update("insert into acknowledged (n) values (?)", number));
                System.out.println(n);
            }
        } catch (StoreException e) {
            System.out.println(e.kind() + " " + e.getMessage());
        }
    }
}
