package dev.rondo.engine.pool;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.PoolClaim;
import dev.rondo.definition.PoolName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Decides which ready units of work start next.
 *
 * <ul>
 *   <li>No more units run than there are slots, and no more of a pool is held than its limit.
 *   <li>The higher priority goes first. Among equals the pipeline goes first that holds least; among those, the one that
 *       was served longest ago; and of one pipeline the smaller unit.
 *   <li>Within a pool nobody is overtaken: if the next unit asks for more of the pool than is free, the others of this
 *       pool wait with it, so that a large unit gets its turn. Units of other pools go on.
 *   <li>A unit that no limit allows, or whose pool does not exist, is passed over until the limits change.
 * </ul>
 *
 * <p>A step costs the logarithm of what waits, however much that is. What is held is what was said to run and not yet to
 * have ended, nothing else.
 *
 * <p><b>Threads.</b> For one thread.
 *
 * @param <U> the names of units; their order is the order of one pipeline's units
 */
public final class Admission<U extends Comparable<U>> {
    private final Map<Optional<PoolName>, PoolQueue<U>> pools = new HashMap<>();
    private final Map<PipelineName, Share> shares = new HashMap<>();
    private final Map<U, Ask<U>> waiting = new HashMap<>();
    private final Map<U, Ask<U>> running = new HashMap<>();
    private Map<PoolName, Integer> limits = Map.of();
    private long served;

    /** Sets the limits of all pools; what is held beyond a lower limit is given back when it ends. */
    public void limits(Map<PoolName, Integer> all) {
        limits = Map.copyOf(all);
    }

    public Map<PoolName, Integer> limits() {
        return new TreeMap<>(limits);
    }

    /** A unit has become ready. */
    public void waits(Ask<U> ask) {
        gone(ask.unit());
        waiting.put(ask.unit(), ask);
        pool(ask).add(ask, share(ask.pipeline()));
    }

    /** A unit runs, and holds what it asked for. */
    public void runs(Ask<U> ask) {
        if (ask.equals(running.get(ask.unit()))) {
            return;
        }
        gone(ask.unit());
        running.put(ask.unit(), ask);
        served++;
        hold(ask, 1);
    }

    /** A unit neither waits nor runs any more; one that is unknown may be named too. */
    public void gone(U unit) {
        Ask<U> waited = waiting.remove(unit);
        if (waited != null) {
            pool(waited).remove(waited);
        }
        Ask<U> ran = running.remove(unit);
        if (ran != null) {
            hold(ran, -1);
        }
    }

    /** Forgets all units; limits and whose turn it was last stay. */
    public void clear() {
        List.copyOf(waiting.keySet()).forEach(this::gone);
        List.copyOf(running.keySet()).forEach(this::gone);
    }

    /**
     * Lets units run, as many as the limits allow.
     *
     * @param slots how many units may run at once in all
     * @return those that were let in, in their order; they count as running from now on
     */
    public List<U> admit(int slots) {
        List<U> admitted = new ArrayList<>();
        Set<Optional<PoolName>> exhausted = new HashSet<>();
        while (running.size() < slots) {
            Optional<PipelineQueue<U>> next = next(exhausted);
            if (next.isEmpty()) {
                break;
            }
            Ask<U> ask = waiting.get(next.get().waiting.first());
            if (ask == null) {
                throw new IllegalStateException(
                        "A unit of pipeline " + next.get().pipeline + " waits that never asked");
            }
            if (fits(ask)) {
                runs(ask);
                admitted.add(ask.unit());
            } else {
                exhausted.add(ask.claim().map(PoolClaim::pool));
            }
        }
        return admitted;
    }

    /** How many units run. */
    public int running() {
        return running.size();
    }

    /** How many units wait. */
    public int waiting() {
        return waiting.size();
    }

    /** Every pool that has a limit, is asked for or is held; by name. */
    public List<PoolStatus<U>> pools() {
        Set<PoolName> names = new HashSet<>(limits.keySet());
        pools.forEach((name, queue) -> {
            if (queue.held() > 0 || queue.waiting() > 0) {
                name.ifPresent(names::add);
            }
        });
        return names.stream().sorted().map(this::pool).toList();
    }

    /** A pool as it is now; without a limit if it does not exist. */
    public PoolStatus<U> pool(PoolName name) {
        PoolQueue<U> queue = pools.getOrDefault(Optional.of(name), new PoolQueue<>());
        return new PoolStatus<>(
                name,
                Optional.ofNullable(limits.get(name)),
                queue.held(),
                claimants(running.values().stream()
                        .filter(ask ->
                                ask.claim().filter(c -> c.pool().equals(name)).isPresent())),
                queue.waiting(),
                claimants(queue.units()
                        .limit(PoolStatus.MOST_NAMED)
                        .flatMap(unit -> Stream.ofNullable(waiting.get(unit)))));
    }

    private static <U extends Comparable<U>> List<PoolStatus.Claimant<U>> claimants(Stream<Ask<U>> asks) {
        return asks.sorted(Comparator.comparing(Ask::unit))
                .map(ask -> new PoolStatus.Claimant<>(
                        ask.unit(), ask.claim().map(PoolClaim::units).orElse(0)))
                .toList();
    }

    private Optional<PipelineQueue<U>> next(Set<Optional<PoolName>> exhausted) {
        PipelineQueue<U> best = null;
        for (Map.Entry<Optional<PoolName>, PoolQueue<U>> entry : pools.entrySet()) {
            if (exhausted.contains(entry.getKey())) {
                continue;
            }
            Optional<PipelineQueue<U>> first = entry.getValue().next(limit(entry.getKey()));
            if (first.isPresent() && (best == null || first.get().compareAcrossPools(best) < 0)) {
                best = first.get();
            }
        }
        return Optional.ofNullable(best);
    }

    private boolean fits(Ask<U> ask) {
        return ask.claim().isEmpty()
                || pool(ask).held() + ask.claim().get().units()
                        <= limit(ask.claim().map(PoolClaim::pool));
    }

    /** Nothing can be asked of a pool that does not exist; without a pool, slots alone are the limit. */
    private int limit(Optional<PoolName> pool) {
        return pool.map(name -> limits.getOrDefault(name, 0)).orElse(Integer.MAX_VALUE);
    }

    private void hold(Ask<U> ask, int sign) {
        Share share = share(ask.pipeline());
        share.held += sign;
        share.lastServed = sign > 0 ? served : share.lastServed;
        int units = ask.claim().map(PoolClaim::units).orElse(1);
        pool(ask).hold(ask.pipeline(), sign * units, sign > 0 ? served : 0);
    }

    private PoolQueue<U> pool(Ask<U> ask) {
        return pools.computeIfAbsent(ask.claim().map(PoolClaim::pool), name -> new PoolQueue<>());
    }

    private Share share(PipelineName pipeline) {
        return shares.computeIfAbsent(pipeline, p -> new Share());
    }
}
