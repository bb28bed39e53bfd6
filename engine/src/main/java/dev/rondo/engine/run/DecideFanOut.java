package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import java.util.ArrayList;
import java.util.List;

/** A step that fans out: how many items it has, and what it becomes when they have ended. */
final class DecideFanOut {
    private static final int MOST_NAMED = 3;

    private final Board board;
    private final Halt halt;

    DecideFanOut(Board board, Halt halt) {
        this.board = board;
        this.halt = halt;
    }

    void expanded(StepName step, int count) {
        if (board.state(step) != StepState.FANNED_OUT || halt.stops(Unit.of(step))) {
            return;
        }
        if (board.items(step).isEmpty()) {
            board.fanOut(step, count);
        } else if (!board.before.items().containsKey(step)
                || board.before.items().get(step).count() != count) {
            failed(step, "its list has " + count + " elements now, but it had another number when its items began");
            return;
        }
        endWithItems(step);
    }

    void joined(StepName step) {
        boolean complete = board.items(step)
                .filter(items -> open(items) == 0 && items.in(StepState.FAILED) == 0)
                .isPresent();
        if (board.state(step) == StepState.FANNED_OUT && complete && !halt.stops(Unit.of(step))) {
            int count = count(step);
            board.move(
                    Unit.of(step),
                    StepState.SUCCEEDED,
                    count == 1 ? "its item succeeded" : "its " + count + " items succeeded");
        }
    }

    void failed(StepName step, String why) {
        if (board.state(step) == StepState.FANNED_OUT
                && board.runningItems(step).isEmpty()) {
            board.move(Unit.of(step), StepState.FAILED, why);
            halt.failed(Unit.of(step));
        }
    }

    /** What has become of the step after something has become of one of its items. */
    void endWithItems(StepName step) {
        if (board.state(step) != StepState.FANNED_OUT || board.items(step).isEmpty()) {
            return;
        }
        Items.Change items = board.items(step).get();
        boolean failed = items.in(StepState.FAILED) > 0;
        if (halt.stops(Unit.of(step))) {
            if (items.in(StepState.RUNNING) == 0) {
                boolean byItself = failed && halt.cancelled().isEmpty();
                board.move(
                        Unit.of(step),
                        byItself ? StepState.FAILED : StepState.CANCELLED,
                        byItself ? failures(items) : halt.why());
            }
        } else if (open(items) == 0) {
            if (failed) {
                failed(step, failures(items));
            } else {
                board.commands.add(new RunCommand.Join(step));
            }
        }
    }

    /** A run is taken up again: what the list's elements are was in memory. */
    void begun(Unit unit) {
        if (board.at(unit).state() == StepState.FANNED_OUT && !halt.stops(unit)) {
            board.commands.add(new RunCommand.Split(unit.step()));
        }
    }

    int count(StepName step) {
        return board.items(step).map(Items.Change::count).orElse(0);
    }

    private static int open(Items.Change items) {
        int open = 0;
        for (StepState state : StepState.values()) {
            open += state.terminal() ? 0 : items.in(state);
        }
        return open;
    }

    private static String failures(Items.Change items) {
        List<String> named = new ArrayList<>();
        for (int i = 0; i < items.count() && named.size() < MOST_NAMED; i++) {
            if (items.get(i).state() == StepState.FAILED) {
                named.add("item " + i + " (" + items.get(i).why() + ")");
            }
        }
        int failed = items.in(StepState.FAILED);
        String more = failed > named.size() ? " and " + (failed - named.size()) + " more" : "";
        return failed + " of " + Items.words(items.count()) + " failed: " + String.join(", ", named) + more;
    }
}
