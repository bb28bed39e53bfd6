package dev.rondo.engine.loop;

import dev.rondo.engine.loop.EngineState.Place;
import dev.rondo.engine.run.StepState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which step computes which key at this moment, so that nobody computes the same at the same time. It is derived from the
 * states of the steps and nowhere stored: after a restart it is what the steps say. Owned by the engine's thread.
 */
final class InFlight {
    private final Map<String, Place> computing = new HashMap<>();
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
        boolean released = before != null && computing.remove(before, place);
        if (computes && computing.putIfAbsent(memory.cacheKey.get(), place) == null) {
            keys.put(place, memory.cacheKey.get());
        }
        return released && awaited.remove(before);
    }

    /** Who computes this key. */
    Optional<Place> computing(String key) {
        return Optional.ofNullable(computing.get(key));
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
