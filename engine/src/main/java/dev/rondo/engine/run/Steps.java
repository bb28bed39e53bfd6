package dev.rondo.engine.run;

import java.util.AbstractList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * The steps of a run, in the order of the shape's nodes, and beside them what decisions would otherwise have to find out
 * by a look at each: how many are in which state, for how many others each one still waits, whose turn it is. All of it
 * follows from the states alone. Immutable; a changed copy shares all but some dozens of references with the original, so
 * that one step of many costs as much as one of few.
 */
public final class Steps extends AbstractList<StepRun> implements RandomAccess {
    private static final int CHUNK = 64;

    private final RunShape shape;
    private final StepRun[][] chunks;
    /** For each step, how many of those before it have not ended. */
    private final int[][] awaited;

    private final Map<StepState, Integer> counts;
    private final Map<AttemptToken, Integer> running;
    /** Those that wait although all before them have ended and none is in the way. */
    private final BitSet open;
    /** Those that wait and for which steps further up count; see {@link Upstream#looksFurther}. */
    private final BitSet unsure;
    /** Whether it was found out whose turn it is; then only what moves is to be looked at again. */
    private final boolean looked;

    private Steps(
            RunShape shape,
            StepRun[][] chunks,
            int[][] awaited,
            Map<StepState, Integer> counts,
            Map<AttemptToken, Integer> running,
            BitSet open,
            BitSet unsure,
            boolean looked) {
        this.shape = shape;
        this.chunks = chunks;
        this.awaited = awaited;
        this.counts = counts;
        this.running = running;
        this.open = open;
        this.unsure = unsure;
        this.looked = looked;
    }

    /** Steps, one for each of the shape's nodes, of which nothing is known but what they are. */
    static Steps of(RunShape shape, List<StepRun> steps) {
        int size = steps.size();
        StepRun[][] chunks = new StepRun[(size + CHUNK - 1) / CHUNK][];
        int[][] awaited = new int[chunks.length][];
        for (int chunk = 0; chunk < chunks.length; chunk++) {
            int length = Math.min(CHUNK, size - chunk * CHUNK);
            chunks[chunk] = steps.subList(chunk * CHUNK, chunk * CHUNK + length).toArray(new StepRun[0]);
            awaited[chunk] = new int[length];
        }
        Map<StepState, Integer> counts = new EnumMap<>(StepState.class);
        Map<AttemptToken, Integer> running = new HashMap<>();
        for (int place = 0; place < size; place++) {
            StepRun step = steps.get(place);
            int at = place;
            counts.merge(step.state(), 1, Integer::sum);
            step.token().ifPresent(token -> running.put(token, at));
            for (int before : shape.nodes().get(place).upstream()) {
                awaited[place / CHUNK][place % CHUNK] +=
                        steps.get(before).state().terminal() ? 0 : 1;
            }
        }
        return new Steps(shape, chunks, awaited, counts, running, new BitSet(), new BitSet(), false);
    }

    @Override
    public StepRun get(int place) {
        return chunks[place / CHUNK][place % CHUNK];
    }

    @Override
    public int size() {
        return shape.nodes().size();
    }

    /** How many are in this state. */
    public int in(StepState state) {
        return counts.getOrDefault(state, 0);
    }

    /** Many changes at once; each chunk is copied when it is first touched. */
    static final class Change {
        private final Steps before;
        private final StepRun[][] chunks;
        private final int[][] awaited;
        private final Map<StepState, Integer> counts;
        private Map<AttemptToken, Integer> running;
        private BitSet open;
        private BitSet unsure;
        private final BitSet touched = new BitSet();
        /** Those before which one has ended. */
        private final BitSet nearer = new BitSet();

        private boolean openIsMine;
        private boolean unsureIsMine;
        private boolean anyEnded;
        private boolean looked;

        Change(Steps before) {
            this.before = before;
            this.chunks = before.chunks.clone();
            this.awaited = before.awaited.clone();
            this.counts = new EnumMap<>(before.counts);
            this.running = before.running;
            this.open = before.open;
            this.unsure = before.unsure;
            this.looked = before.looked;
        }

        int size() {
            return before.size();
        }

        StepRun get(int place) {
            return chunks[place / CHUNK][place % CHUNK];
        }

        int in(StepState state) {
            return counts.getOrDefault(state, 0);
        }

        /** Whether all have ended. */
        boolean allEnded() {
            int ended = 0;
            for (StepState state : StepState.values()) {
                ended += state.terminal() ? in(state) : 0;
            }
            return ended == size();
        }

        /** For how many others this one waits. */
        int awaited(int place) {
            return awaited[place / CHUNK][place % CHUNK];
        }

        /** The step whose running attempt this is. */
        Optional<Integer> running(AttemptToken token) {
            return Optional.ofNullable(running.get(token));
        }

        void set(int place, StepRun next) {
            StepRun was = get(place);
            int chunk = place / CHUNK;
            if (chunks[chunk] == before.chunks[chunk]) {
                chunks[chunk] = chunks[chunk].clone();
            }
            chunks[chunk][place % CHUNK] = next;
            counts.merge(was.state(), -1, Integer::sum);
            counts.merge(next.state(), 1, Integer::sum);
            touched.set(place);
            runs(place, was.token(), next.token());
            if (next.state() != StepState.WAITING) {
                unsure(place, false);
                open(place, false);
            }
            if (next.state().terminal() && !was.state().terminal()) {
                ended(place);
            }
        }

        private void runs(int place, Optional<AttemptToken> was, Optional<AttemptToken> is) {
            if (!was.equals(is)) {
                running = running == before.running ? new HashMap<>(running) : running;
                was.ifPresent(running::remove);
                is.ifPresent(token -> running.put(token, place));
            }
        }

        private void ended(int place) {
            anyEnded = true;
            for (int after : before.shape.downstream(place)) {
                int chunk = after / CHUNK;
                if (awaited[chunk] == before.awaited[chunk]) {
                    awaited[chunk] = awaited[chunk].clone();
                }
                awaited[chunk][after % CHUNK]--;
                nearer.set(after);
            }
        }

        /** Those for which something may have changed since it was found out last whose turn it is. */
        BitSet toLookAt() {
            BitSet places = new BitSet();
            if (!looked) {
                places.set(0, size());
            } else {
                places.or(nearer);
                if (anyEnded) {
                    places.or(unsure);
                }
            }
            return places;
        }

        /** Notes of a step whether it is its turn. */
        void open(int place, boolean is) {
            if (open.get(place) != is) {
                open = openIsMine ? open : copy(open);
                openIsMine = true;
                open.set(place, is);
            }
        }

        /** Notes of a step whether steps further up count for it. */
        void unsure(int place, boolean is) {
            if (unsure.get(place) != is) {
                unsure = unsureIsMine ? unsure : copy(unsure);
                unsureIsMine = true;
                unsure.set(place, is);
            }
        }

        /** Those whose turn it is. To be read only. */
        BitSet open() {
            return open;
        }

        /** It has been found out whose turn it is. */
        void looked() {
            looked = true;
        }

        /** The places of those that are not as they were. */
        List<Integer> moved() {
            return touched.stream()
                    .filter(place -> !get(place).equals(before.get(place)))
                    .boxed()
                    .toList();
        }

        Steps done() {
            return touched.isEmpty() && looked == before.looked
                    ? before
                    : new Steps(before.shape, chunks, awaited, counts, running, open, unsure, looked);
        }

        private static BitSet copy(BitSet places) {
            return (BitSet) places.clone();
        }
    }
}
