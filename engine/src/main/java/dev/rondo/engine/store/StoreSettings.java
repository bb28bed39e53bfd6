package dev.rondo.engine.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Where the store is and how it is used.
 *
 * @param place a home directory, memory, or a database server
 * @param durability what an acknowledged commit survives; {@link Durability#POWER_LOSS} unless said otherwise
 * @param readers how many reads may go on at the same time, at least 1; {@value #DEFAULT_READERS} unless said otherwise
 * @param node the name of this node, under which its epochs are recorded; {@value #DEFAULT_NODE} unless said otherwise
 * @param lease how long a process that says nothing keeps a database server for itself, at least 1 s; 15 s unless said
 *     otherwise
 */
public record StoreSettings(Place place, Durability durability, int readers, String node, Duration lease) {
    static final int DEFAULT_READERS = 8;
    static final String DEFAULT_NODE = "local";
    static final Duration DEFAULT_LEASE = Duration.ofSeconds(15);
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

    public StoreSettings {
        if (readers < 1) {
            throw new IllegalArgumentException(
                    "readers counts the connections for reading, so it is at least 1; got " + readers);
        }
        if (node.isBlank()) {
            throw new IllegalArgumentException("node is the name of this node and cannot be blank");
        }
        if (lease.compareTo(SHORTEST_LEASE) < 0) {
            throw new IllegalArgumentException("lease is renewed several times before it ends, so it is at least "
                    + SHORTEST_LEASE + "; got " + lease);
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

        /**
         * A database server.
         *
         * @param jdbcUrl without name and password
         * @param home the directory whose artifacts and logs belong to this database; locked while it is open
         */
        record Server(String jdbcUrl, Optional<String> user, Optional<String> password, Optional<Path> home)
                implements Place {
            public Server {
                home = home.map(directory -> directory.toAbsolutePath().normalize());
            }

            /** Where it is, without secrets. */
            @Override
            public String toString() {
                return ServerAddress.parse(jdbcUrl).place();
            }
        }
    }

    public static StoreSettings inHome(Path directory) {
        return of(new Place.Home(directory));
    }

    /** A database of its own for every call: for tests, and for one-off runs that leave nothing behind. */
    public static StoreSettings inMemory() {
        return of(new Place.Memory(UUID.randomUUID().toString()));
    }

    /**
     * A database server; {@link Database#open} refuses those it does not speak to.
     *
     * @param jdbcUrl may hold a name and a password, as the parameters {@code user} and {@code password}
     */
    public static StoreSettings at(String jdbcUrl) {
        ServerAddress address = ServerAddress.parse(jdbcUrl);
        return of(new Place.Server(address.url(), address.user(), address.password(), Optional.empty()));
    }

    /** Name and password of the database user, where the address of the server does not say them. */
    public StoreSettings withLogin(Optional<String> user, Optional<String> password) {
        return place instanceof Place.Server server
                ? with(new Place.Server(
                        server.jdbcUrl(),
                        server.user().or(() -> user),
                        server.password().or(() -> password),
                        server.home()))
                : this;
    }

    /** The home that goes with a database server; other places have one or need none. */
    public StoreSettings besideHome(Path directory) {
        return place instanceof Place.Server server
                ? with(new Place.Server(server.jdbcUrl(), server.user(), server.password(), Optional.of(directory)))
                : this;
    }

    /** The directory that is locked while the store is open. */
    Optional<Path> home() {
        if (place instanceof Place.Home inHome) {
            return Optional.of(inHome.directory());
        }
        return place instanceof Place.Server server ? server.home() : Optional.empty();
    }

    public StoreSettings withDurability(Durability other) {
        return new StoreSettings(place, other, readers, node, lease);
    }

    public StoreSettings withReaders(int other) {
        return new StoreSettings(place, durability, other, node, lease);
    }

    public StoreSettings withNode(String other) {
        return new StoreSettings(place, durability, readers, other, lease);
    }

    public StoreSettings withLease(Duration other) {
        return new StoreSettings(place, durability, readers, node, other);
    }

    private StoreSettings with(Place other) {
        return new StoreSettings(other, durability, readers, node, lease);
    }

    private static StoreSettings of(Place place) {
        return new StoreSettings(place, Durability.POWER_LOSS, DEFAULT_READERS, DEFAULT_NODE, DEFAULT_LEASE);
    }
}
