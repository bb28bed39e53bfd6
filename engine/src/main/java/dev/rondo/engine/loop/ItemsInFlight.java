package dev.rondo.engine.loop;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.loop.EngineState.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which item of a fan-out computes which key at this moment, so that items of other runs, or the same element later in the
 * list, wait for its result. A key belongs to an item from when its list is known until its step has ended, whether or not
 * it has been computed by then. Derived from the states of the items and nowhere stored. Owned by the engine's thread.
 *
 * <p>An item costs one look-up when it is known and one when its step has ended; only where some wait, one more when it ends.
 */
final class ItemsInFlight {
    private final Map<Family, Keys> families = new HashMap<>();
    /** The key that an item waits for. */
    private final Map<Place, String> awaited = new HashMap<>();
    /** Those whose result is there, or that are to look for themselves, since the last time they were asked for. */
    private final Set<Place> ripe = new LinkedHashSet<>();

    /** Keys are shared by the items of one step of one pipeline, as their recorded results are. */
    private record Family(PipelineName pipeline, StepName step) {
        static Family of(ActiveRun run, StepName step) {
            return new Family(run.row.pipeline(), step);
        }
    }

    private static final class Keys {
        final Map<String, Place> owners = new HashMap<>();
        final Map<String, Set<Place>> waiting = new HashMap<>();
    }

    /** The items of one step of one run, as they come to be known. */
    final class Newcomers {
        private final Keys keys;
        private final boolean mayWait;

        private Newcomers(Keys keys, boolean mayWait) {
            this.keys = keys;
            this.mayWait = mayWait;
        }

        /** Whether the item is to be computed; otherwise it waits for the one that computes the same. */
        boolean computes(String key, Place item, boolean begun) {
            Place owner = keys.owners.putIfAbsent(key, item);
            if (owner == null || owner.equals(item) || begun || !mayWait) {
                return true;
            }
            keys.waiting.computeIfAbsent(key, k -> new LinkedHashSet<>(2)).add(item);
            awaited.put(item, key);
            ripe.add(item); // the owner may be done already
            return false;
        }
    }

    /** @param mayWait whether they do without what others compute at this moment; a refresh waits for nobody */
    Newcomers newcomers(ActiveRun run, StepName step, boolean mayWait) {
        return new Newcomers(families.computeIfAbsent(Family.of(run, step), f -> new Keys()), mayWait);
    }

    /** Whether anybody waits. */
    boolean anyWaits() {
        return !awaited.isEmpty();
    }

    /** Who computes what the item waits for; empty when it does not wait. */
    Optional<Place> owner(ActiveRun run, Place item) {
        return Optional.ofNullable(awaited.get(item))
                .flatMap(key -> Optional.ofNullable(families.get(Family.of(run, item.step())))
                        .flatMap(keys -> Optional.ofNullable(keys.owners.get(key))));
    }

    /** An item with this key has ended: those that wait for it are to look again. */
    void ended(ActiveRun run, StepName step, String key) {
        Keys keys = families.get(Family.of(run, step));
        if (keys != null) {
            ripe.addAll(keys.waiting.getOrDefault(key, Set.of()));
        }
    }

    /** Those that are to look again, each once. */
    List<Place> ripe() {
        if (ripe.isEmpty()) {
            return List.of();
        }
        List<Place> all = List.copyOf(ripe);
        ripe.clear();
        return all;
    }

    /** The item waits no longer. */
    void waitsNoMore(ActiveRun run, Place item) {
        String key = awaited.remove(item);
        Keys keys = families.get(Family.of(run, item.step()));
        if (key != null && keys != null) {
            Set<Place> waiting = keys.waiting.getOrDefault(key, new LinkedHashSet<>());
            waiting.remove(item);
            if (waiting.isEmpty()) {
                keys.waiting.remove(key);
            }
        }
        ripe.remove(item);
    }

    /** The item computes its key from now on, in the place of one that has not succeeded. */
    void takesOver(ActiveRun run, Place item) {
        String key = awaited.get(item);
        Keys keys = families.get(Family.of(run, item.step()));
        waitsNoMore(run, item);
        if (key != null && keys != null) {
            keys.owners.put(key, item);
        }
    }

    /** A step has ended: the keys of its items are nobody's, and those that wait for one are to look again. */
    void stepEnded(ActiveRun run, StepName step, int ordinal, List<String> keysOfItems) {
        Keys keys = families.get(Family.of(run, step));
        if (keys == null) {
            return;
        }
        for (String key : keysOfItems) {
            Place owner = keys.owners.get(key);
            if (owner != null && owner.run().equals(run.id()) && owner.ordinal() == ordinal) {
                keys.owners.remove(key);
                ripe.addAll(keys.waiting.getOrDefault(key, Set.of()));
            }
        }
        if (!awaited.isEmpty()) {
            new ArrayList<>(awaited.keySet())
                    .stream()
                            .filter(item -> item.run().equals(run.id()) && item.ordinal() == ordinal)
                            .forEach(item -> waitsNoMore(run, item));
        }
        if (keys.owners.isEmpty() && keys.waiting.isEmpty()) {
            families.remove(Family.of(run, step));
        }
    }

    /** Whether nothing is kept. */
    boolean isEmpty() {
        return families.isEmpty() && awaited.isEmpty() && ripe.isEmpty();
    }

    void clear() {
        families.clear();
        awaited.clear();
        ripe.clear();
    }
}
