package dev.rondo.engine.pool;

import dev.rondo.definition.PoolName;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A pool as it is now.
 *
 * @param limit its units; empty for a pool that does not exist although steps ask for it
 * @param held how many units are held
 * @param waiting how many units of work wait for it
 * @param waiters some of those, at most {@link #MOST_NAMED}
 */
public record PoolStatus<U>(
        PoolName name,
        Optional<Integer> limit,
        int held,
        List<Claimant<U>> holders,
        int waiting,
        List<Claimant<U>> waiters) {
    /** How many of those that wait are named. */
    public static final int MOST_NAMED = 100;

    public PoolStatus {
        holders = List.copyOf(holders);
        waiters = List.copyOf(waiters);
    }

    /** A pool that nobody has made. */
    public static <U> PoolStatus<U> missing(PoolName name) {
        return new PoolStatus<>(name, Optional.empty(), 0, List.of(), 0, List.of());
    }

    /** The same with more units of work that wait for it. */
    public PoolStatus<U> alsoWaiting(List<Claimant<U>> more) {
        List<Claimant<U>> named =
                Stream.concat(waiters.stream(), more.stream()).limit(MOST_NAMED).toList();
        return new PoolStatus<>(name, limit, held, holders, waiting + more.size(), named);
    }

    /** The same with other names for the units. */
    public <V> PoolStatus<V> map(Function<U, V> name) {
        return new PoolStatus<>(this.name, limit, held, named(holders, name), waiting, named(waiters, name));
    }

    private static <U, V> List<Claimant<V>> named(List<Claimant<U>> claimants, Function<U, V> name) {
        return claimants.stream()
                .map(c -> new Claimant<>(name.apply(c.unit()), c.units()))
                .toList();
    }

    /** Who holds or wants how much of it. */
    public record Claimant<U>(U unit, int units) {}
}
