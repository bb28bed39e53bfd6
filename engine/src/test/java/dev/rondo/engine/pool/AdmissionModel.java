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

/** The rules of {@link Admission} in the plainest way: every question looks at everything. */
final class AdmissionModel {
    private record Served(PipelineName pipeline, Optional<PoolName> pool) {}

    final List<Ask<Integer>> waiting = new ArrayList<>();
    final List<Ask<Integer>> running = new ArrayList<>();
    Map<PoolName, Integer> limits = Map.of();
    private final Map<PipelineName, Integer> served = new HashMap<>();
    private final Map<Served, Integer> servedInPool = new HashMap<>();
    private int count;

    List<Integer> admit(int slots) {
        List<Integer> admitted = new ArrayList<>();
        Set<Optional<PoolName>> exhausted = new HashSet<>();
        while (running.size() < slots) {
            Set<Optional<PoolName>> pools = new HashSet<>();
            waiting.forEach(ask -> pools.add(pool(ask)));
            pools.removeAll(exhausted);
            Optional<Ask<Integer>> next = pools.stream()
                    .flatMap(pool -> firstOf(pool).stream())
                    .min(priority()
                            .thenComparing(this::held)
                            .thenComparing(this::served)
                            .thenComparing(Ask::unit));
            if (next.isEmpty()) {
                break;
            }
            if (heldOf(pool(next.get())) + units(next.get()) > limit(pool(next.get()))) {
                exhausted.add(pool(next.get()));
            } else {
                admitted.add(next.get().unit());
                start(next.get());
            }
        }
        return admitted;
    }

    private Optional<Ask<Integer>> firstOf(Optional<PoolName> pool) {
        return waiting.stream()
                .filter(ask -> pool(ask).equals(pool) && units(ask) <= limit(pool))
                .min(priority()
                        .thenComparing(this::heldInPool)
                        .thenComparing(this::servedInPool)
                        .thenComparing(Ask::unit));
    }

    private void start(Ask<Integer> ask) {
        waiting.remove(ask);
        running.add(ask);
        count++;
        served.put(ask.pipeline(), count);
        servedInPool.put(new Served(ask.pipeline(), pool(ask)), count);
    }

    int heldOf(Optional<PoolName> pool) {
        return running.stream()
                .filter(ask -> pool(ask).equals(pool))
                .mapToInt(AdmissionModel::units)
                .sum();
    }

    int limit(Optional<PoolName> pool) {
        return pool.map(name -> limits.getOrDefault(name, 0)).orElse(Integer.MAX_VALUE);
    }

    private int held(Ask<Integer> ask) {
        return (int) running.stream()
                .filter(other -> other.pipeline().equals(ask.pipeline()))
                .count();
    }

    private int heldInPool(Ask<Integer> ask) {
        return running.stream()
                .filter(other ->
                        other.pipeline().equals(ask.pipeline()) && pool(other).equals(pool(ask)))
                .mapToInt(AdmissionModel::units)
                .sum();
    }

    private int served(Ask<Integer> ask) {
        return served.getOrDefault(ask.pipeline(), 0);
    }

    private int servedInPool(Ask<Integer> ask) {
        return servedInPool.getOrDefault(new Served(ask.pipeline(), pool(ask)), 0);
    }

    private static Comparator<Ask<Integer>> priority() {
        return Comparator.comparing((Ask<Integer> ask) -> -ask.priority());
    }

    static Optional<PoolName> pool(Ask<Integer> ask) {
        return ask.claim().map(PoolClaim::pool);
    }

    static int units(Ask<Integer> ask) {
        return ask.claim().map(PoolClaim::units).orElse(1);
    }
}
