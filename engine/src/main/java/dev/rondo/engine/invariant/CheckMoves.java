package dev.rondo.engine.invariant;

import dev.rondo.definition.StepName;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.feed.FeedEntry;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Follows the changes in their order, and says which moves the tables of states do not know. A decision may take several
 * moves at once, so a state must be reachable from the one before it; nothing is reachable from a terminal one. Forgets
 * the runs it has not heard of for longest when it remembers more than {@value #MOST_REMEMBERED} states.
 *
 * <p><b>Threads.</b> For one thread.
 */
public final class CheckMoves {
    static final int MOST_REMEMBERED = 200_000;

    private static final class Seen {
        private Optional<RunState> run = Optional.empty();
        private final Map<StepName, StepState> steps = new HashMap<>();
    }

    private final LinkedHashMap<RunId, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);
    private int remembered;

    /** Takes the next change, and says what is wrong with it. */
    public List<Violation> next(FeedEntry entry) {
        Change change = entry.change();
        List<Violation> found = new ArrayList<>();
        Optional<String> state = Optional.ofNullable(change.body().get("state")).map(Object::toString);
        if (change.run().isEmpty() || state.isEmpty()) {
            return found;
        }
        RunId run = change.run().get();
        if (change.kind() == Change.Kind.STEP && change.step().isPresent()) {
            step(run, change.step().get(), StepState.valueOf(state.get())).ifPresent(found::add);
        } else if (change.kind() == Change.Kind.RUN) {
            run(run, RunState.valueOf(state.get())).ifPresent(found::add);
        }
        forget();
        return found;
    }

    /** Changes were missed: what was remembered says nothing any more. */
    public void startAnew() {
        seen.clear();
        remembered = 0;
    }

    private Optional<Violation> step(RunId run, StepName step, StepState is) {
        Seen known = seen.computeIfAbsent(run, r -> new Seen());
        if (known.run.filter(RunState::terminal).isPresent() && !is.terminal()) {
            return Optional.of(
                    Violation.of(Invariant.DECLARED_MOVES, run, step, "it became " + is + " after its run had ended"));
        }
        StepState was = known.steps.put(step, is);
        if (was == null) {
            remembered++;
            return Optional.empty();
        }
        if (was == StepState.SUCCEEDED && is == StepState.RUNNING) {
            return Optional.of(Violation.of(Invariant.SUCCESS_IS_FINAL, run, step, "it runs again after its success"));
        }
        return reachable(was, is, StepState::next)
                ? Optional.empty()
                : Optional.of(Violation.of(Invariant.DECLARED_MOVES, run, step, "it moved from " + was + " to " + is));
    }

    private Optional<Violation> run(RunId run, RunState is) {
        Seen known = seen.computeIfAbsent(run, r -> new Seen());
        Optional<RunState> was = known.run;
        known.run = Optional.of(is);
        return was.filter(before -> !reachable(before, is, RunState::next))
                .map(before -> Violation.of(Invariant.DECLARED_MOVES, run, "it moved from " + before + " to " + is));
    }

    private void forget() {
        var eldest = seen.entrySet().iterator();
        while (remembered > MOST_REMEMBERED && eldest.hasNext()) {
            remembered -= eldest.next().getValue().steps.size();
            eldest.remove();
        }
    }

    /** A state may be told again with another reason, as long as it is not terminal. */
    private static <S extends Enum<S>> boolean reachable(S from, S to, Function<S, Set<S>> next) {
        if (from == to) {
            return !next.apply(from).isEmpty();
        }
        Set<S> reached = new HashSet<>();
        Deque<S> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            for (S state : next.apply(open.pop())) {
                if (state == to) {
                    return true;
                }
                if (reached.add(state)) {
                    open.push(state);
                }
            }
        }
        return false;
    }
}
