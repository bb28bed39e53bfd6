package dev.rondo.engine.run;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The items of a step that fans out, each treated as a step of its own. Immutable; a changed copy shares all but a few
 * hundred references with the original, so that one item of many costs as much as one of few.
 */
public final class Items {
    private static final int CHUNK = 256;

    private final int count;
    private final StepRun[][] chunks;
    private final Map<StepState, Integer> counts;
    private final Map<AttemptToken, Integer> running;

    private Items(int count, StepRun[][] chunks, Map<StepState, Integer> counts, Map<AttemptToken, Integer> running) {
        this.count = count;
        this.chunks = chunks;
        this.counts = counts;
        this.running = running;
    }

    /** Items that nothing has happened to: each waits for a slot. */
    public static Items fresh(int count) {
        StepRun[][] chunks = new StepRun[(count + CHUNK - 1) / CHUNK][];
        StepRun[] full = new StepRun[CHUNK];
        Arrays.fill(full, StepRun.NEW_ITEM);
        Arrays.fill(chunks, full);
        Map<StepState, Integer> counts = new EnumMap<>(StepState.class);
        counts.put(StepState.READY, count);
        return new Items(count, chunks, counts, Map.of());
    }

    public int count() {
        return count;
    }

    /** So many items, in words. */
    public static String words(int items) {
        return items == 1 ? "1 item" : items + " items";
    }

    public StepRun get(int item) {
        if (item >= count) {
            throw new IllegalArgumentException("There are " + count + " items, numbered from 0; got " + item);
        }
        return chunks[item / CHUNK][item % CHUNK];
    }

    /** How many are in this state. */
    public int in(StepState state) {
        return counts.getOrDefault(state, 0);
    }

    /** How many have not ended. */
    public int open() {
        int open = 0;
        for (StepState state : StepState.values()) {
            open += state.terminal() ? 0 : in(state);
        }
        return open;
    }

    /** The item whose running attempt this is. */
    Optional<Integer> running(AttemptToken token) {
        return Optional.ofNullable(running.get(token));
    }

    /** Those with a running attempt, by its token. */
    Map<AttemptToken, Integer> running() {
        return running;
    }

    /** These items with others' states in their places. */
    public Items with(Map<Integer, StepRun> changed) {
        Change change = new Change(this);
        changed.forEach(change::set);
        return change.done();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Items that && count == that.count && Arrays.deepEquals(chunks, that.chunks);
    }

    @Override
    public int hashCode() {
        return 31 * count + Arrays.deepHashCode(chunks);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(words(count));
        for (StepState state : StepState.values()) {
            if (in(state) > 0) {
                text.append(", ").append(in(state)).append(' ').append(state);
            }
        }
        return text.toString();
    }

    /** Many changes at once; each chunk is copied when it is first touched. */
    static final class Change {
        private final int count;
        private final StepRun[][] chunks;
        private final boolean[] mine;
        private final Map<StepState, Integer> counts;
        private final Map<AttemptToken, Integer> running;

        Change(Items items) {
            this.count = items.count;
            this.chunks = items.chunks.clone();
            this.mine = new boolean[chunks.length];
            this.counts = new EnumMap<>(items.counts);
            this.running = new HashMap<>(items.running);
        }

        boolean has(int item) {
            return item < count;
        }

        int count() {
            return count;
        }

        Map<AttemptToken, Integer> running() {
            return running;
        }

        StepRun get(int item) {
            return chunks[item / CHUNK][item % CHUNK];
        }

        void set(int item, StepRun next) {
            int chunk = item / CHUNK;
            if (!mine[chunk]) {
                chunks[chunk] = chunks[chunk].clone();
                mine[chunk] = true;
            }
            StepRun was = chunks[chunk][item % CHUNK];
            chunks[chunk][item % CHUNK] = next;
            counts.merge(was.state(), -1, Integer::sum);
            counts.merge(next.state(), 1, Integer::sum);
            was.token().ifPresent(running::remove);
            next.token().ifPresent(token -> running.put(token, item));
        }

        Optional<Integer> running(AttemptToken token) {
            return Optional.ofNullable(running.get(token));
        }

        int in(StepState state) {
            return counts.getOrDefault(state, 0);
        }

        Items done() {
            return new Items(count, chunks, new EnumMap<>(counts), Map.copyOf(running));
        }
    }
}
