package dev.rondo.engine.loop;

import dev.rondo.engine.loop.EngineState.Place;
import dev.rondo.engine.run.StepState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which step computes which key at this moment, so that nobody computes the same at the same time. It is derived from the
 * states of the steps and nowhere stored: after a restart it is what the steps say. Owned by the engine's thread.
 */
final class InFlight {
    /** Several only where somebody asked for a refresh, which waits for nobody; the first to begin comes first. */
    private final Map<String, Set<Place>> computing = new HashMap<>();

    private final Map<Place, String> keys = new HashMap<>();
    private final Set<String> awaited = new HashSet<>();

    /** Whether a step in this state is on its way to its result. */
    private static boolean computes(StepState state) {
        return switch (state) {
            case READY, RUNNING, BACKING_OFF, FANNED_OUT -> true;
            case WAITING, BLOCKED, AWAITING_APPROVAL, AWAITING_RUN, SUCCEEDED, FAILED, SKIPPED, CANCELLED -> false;
        };
    }

    /**
     * A step has come to be in this state.
     *
     * @return whether somebody waits for a key that nobody computes any more
     */
    boolean stepIs(Place place, StepMemory memory, StepState state) {
        boolean computes = memory.cacheKey.isPresent() && memory.cache.equals(StepMemory.MISS) && computes(state);
        if (computes && memory.cacheKey.get().equals(keys.get(place))) {
            return false;
        }
        String before = keys.remove(place);
        boolean released = before != null && remove(before, place);
        if (computes) {
            keys.put(place, memory.cacheKey.get());
            computing
                    .computeIfAbsent(memory.cacheKey.get(), key -> new LinkedHashSet<>(2))
                    .add(place);
        }
        return released && awaited.remove(before);
    }

    /** Whether nobody computes the key any more. */
    private boolean remove(String key, Place place) {
        Set<Place> places = computing.getOrDefault(key, Set.of());
        places.remove(place);
        if (places.isEmpty()) {
            computing.remove(key);
        }
        return places.isEmpty();
    }

    /** Who computes this key. */
    Optional<Place> computing(String key) {
        return computing.getOrDefault(key, Set.of()).stream().findFirst();
    }

    /** Who else computes this key. */
    Optional<Place> computing(String key, Place but) {
        return computing.getOrDefault(key, Set.of()).stream()
                .filter(place -> !place.equals(but))
                .findFirst();
    }

    /** Somebody waits for this key. */
    void awaits(String key) {
        awaited.add(key);
    }

    void clear() {
        computing.clear();
        keys.clear();
        awaited.clear();
    }
}
