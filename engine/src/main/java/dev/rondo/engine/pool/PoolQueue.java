package dev.rondo.engine.pool;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.PoolClaim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All units that wait for one pool, indexed so that the next one is found without looking at the others. */
final class PoolQueue<U extends Comparable<U>> {
    private record Key(PipelineName pipeline, int priority, int units) {}

    private final Map<Key, PipelineQueue<U>> queues = new HashMap<>();
    private final Map<PipelineName, List<PipelineQueue<U>>> byPipeline = new HashMap<>();
    /** Those in which somebody waits, by the units that they ask for: what no limit allows is passed over as a whole. */
    private final Map<Integer, TreeSet<PipelineQueue<U>>> inOrder = new TreeMap<>();

    /** Kept as long as the engine runs: whoever was served just now is not first again because it asks anew. */
    private final Map<PipelineName, Share> shares = new HashMap<>();

    private int held;

    void add(Ask<U> ask, Share overall) {
        PipelineQueue<U> queue = queues.computeIfAbsent(key(ask), key -> {
            var made = new PipelineQueue<U>(ask.priority(), units(ask), ask.pipeline(), share(ask.pipeline()), overall);
            byPipeline.computeIfAbsent(ask.pipeline(), p -> new ArrayList<>()).add(made);
            return made;
        });
        moved(queue, q -> q.waiting.add(ask.unit()));
    }

    void remove(Ask<U> ask) {
        PipelineQueue<U> queue = queues.get(key(ask));
        if (queue == null) {
            return;
        }
        moved(queue, q -> q.waiting.remove(ask.unit()));
        if (queue.waiting.isEmpty()) {
            queues.remove(key(ask));
            List<PipelineQueue<U>> others = byPipeline.getOrDefault(ask.pipeline(), new ArrayList<>());
            others.remove(queue);
            if (others.isEmpty()) {
                byPipeline.remove(ask.pipeline());
            }
        }
    }

    /** The pipeline holds {@code more} units than before; negative for fewer. */
    void hold(PipelineName pipeline, int more, long served) {
        held += more;
        List<PipelineQueue<U>> own = List.copyOf(byPipeline.getOrDefault(pipeline, List.of()));
        own.forEach(this::takeOut);
        Share share = share(pipeline);
        share.held += more;
        share.lastServed = Math.max(share.lastServed, served);
        own.forEach(this::putIn);
    }

    /** How many units of the pool are held. */
    int held() {
        return held;
    }

    /** Who is next among those that ask for at most {@code limit} units. */
    Optional<PipelineQueue<U>> next(int limit) {
        PipelineQueue<U> best = null;
        for (Map.Entry<Integer, TreeSet<PipelineQueue<U>>> entry : inOrder.entrySet()) {
            if (entry.getKey() > limit) {
                break;
            }
            PipelineQueue<U> first = entry.getValue().first();
            if (best == null || first.compareTo(best) < 0) {
                best = first;
            }
        }
        return Optional.ofNullable(best);
    }

    int waiting() {
        return queues.values().stream().mapToInt(q -> q.waiting.size()).sum();
    }

    Stream<U> units() {
        return inOrder.values().stream().flatMap(TreeSet::stream).flatMap(q -> q.waiting.stream());
    }

    /** The order depends on what a queue holds, so it leaves its place before it changes. */
    private void moved(PipelineQueue<U> queue, Consumer<PipelineQueue<U>> change) {
        takeOut(queue);
        change.accept(queue);
        putIn(queue);
    }

    private void takeOut(PipelineQueue<U> queue) {
        TreeSet<PipelineQueue<U>> order = inOrder.get(queue.units);
        if (order != null && !queue.waiting.isEmpty()) {
            order.remove(queue);
            if (order.isEmpty()) {
                inOrder.remove(queue.units);
            }
        }
    }

    private void putIn(PipelineQueue<U> queue) {
        if (!queue.waiting.isEmpty()) {
            inOrder.computeIfAbsent(queue.units, u -> new TreeSet<>()).add(queue);
        }
    }

    private Share share(PipelineName pipeline) {
        return shares.computeIfAbsent(pipeline, p -> new Share());
    }

    private static <U extends Comparable<U>> Key key(Ask<U> ask) {
        return new Key(ask.pipeline(), ask.priority(), units(ask));
    }

    private static <U extends Comparable<U>> int units(Ask<U> ask) {
        return ask.claim().map(PoolClaim::units).orElse(0);
    }
}
