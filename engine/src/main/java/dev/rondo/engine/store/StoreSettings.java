package dev.rondo.engine.store;

import java.nio.file.Path;
import java.util.UUID;

/**
 * Where the store is and how it is used.
 *
 * @param place a home directory, memory, or a database server
 * @param durability what an acknowledged commit survives; {@link Durability#POWER_LOSS} unless said otherwise
 * @param readers how many reads may go on at the same time, at least 1; {@value #DEFAULT_READERS} unless said otherwise
 * @param node the name of this node, under which its epochs are recorded; {@value #DEFAULT_NODE} unless said otherwise
 */
public record StoreSettings(Place place, Durability durability, int readers, String node) {
    static final int DEFAULT_READERS = 8;
    static final String DEFAULT_NODE = "local";

    public StoreSettings {
        if (readers < 1) {
            throw new IllegalArgumentException(
                    "readers counts the connections for reading, so it is at least 1; got " + readers);
        }
        if (node.isBlank()) {
            throw new IllegalArgumentException("node is the name of this node and cannot be blank");
        }
    }

    /** Where the tables are. */
    public sealed interface Place {
        /** An embedded database in a directory of this process alone; created where it is missing. */
        record Home(Path directory) implements Place {
            public Home {
                directory = directory.toAbsolutePath().normalize();
            }
        }

        /** An embedded database that is gone when it is closed. */
        record Memory(String name) implements Place {}

        /** A database server. */
        record Server(String jdbcUrl) implements Place {}
    }

    public static StoreSettings inHome(Path directory) {
        return of(new Place.Home(directory));
    }

    /** A database of its own for every call: for tests, and for one-off runs that leave nothing behind. */
    public static StoreSettings inMemory() {
        return of(new Place.Memory(UUID.randomUUID().toString()));
    }

    /** A database server; {@link Database#open} refuses those it does not speak to. */
    public static StoreSettings at(String jdbcUrl) {
        return of(new Place.Server(jdbcUrl));
    }

    public StoreSettings withDurability(Durability other) {
        return new StoreSettings(place, other, readers, node);
    }

    public StoreSettings withReaders(int other) {
        return new StoreSettings(place, durability, other, node);
    }

    public StoreSettings withNode(String other) {
        return new StoreSettings(place, durability, readers, other);
    }

    private static StoreSettings of(Place place) {
        return new StoreSettings(place, Durability.POWER_LOSS, DEFAULT_READERS, DEFAULT_NODE);
    }
}
