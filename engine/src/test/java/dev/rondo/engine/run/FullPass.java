package dev.rondo.engine.run;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The plain way to find what steps that have ended mean for those that wait: looks at every step, again and again until
 * nothing moves, and believes nothing that was found out before. {@link Onward} must come to the same.
 */
final class FullPass {
    private final Board board;

    private FullPass(Board board) {
        this.board = board;
    }

    static void passOn(Board board, Halt halt) {
        FullPass pass = new FullPass(board);
        pass.skipWhatCannotRun();
        for (int i = 0; i < board.size(); i++) {
            if (board.at(i).state() == StepState.WAITING && pass.wentWell(i) && !halt.stops(board.unit(i))) {
                board.commands.add(new RunCommand.Resolve(board.unit(i).step()));
            }
        }
    }

    /** A run of which nothing is known but the states. */
    static Run forgetful(Run run) {
        return new Run(run.id(), run.shape(), run.state(), List.copyOf(run.steps()), run.items(), run.cancelled());
    }

    private void skipWhatCannotRun() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int i = 0; i < board.size(); i++) {
                if (board.at(i).state() == StepState.WAITING) {
                    Optional<String> reason = reasonToSkip(i);
                    if (reason.isPresent()) {
                        board.move(board.unit(i), StepState.SKIPPED, reason.get());
                        moved = true;
                    }
                }
            }
        }
    }

    private boolean wentWell(int step) {
        RunShape.Node node = board.shape.nodes().get(step);
        return node.upstream().stream()
                .allMatch(up -> node.cleansUp()
                        ? state(up).terminal()
                        : state(up) == StepState.SUCCEEDED
                                || (excusable(node, up)
                                        && !anyBefore(up, state -> state == StepState.FAILED || !state.terminal())));
    }

    private Optional<String> reasonToSkip(int step) {
        RunShape.Node node = board.shape.nodes().get(step);
        return node.upstream().stream()
                .filter(up -> !node.cleansUp() && inTheWay(node, up))
                .findFirst()
                .map(up -> "step " + board.shape.nodes().get(up).name() + " before it "
                        + (state(up) == StepState.FAILED
                                ? "failed"
                                : state(up) == StepState.SKIPPED ? "was skipped" : "was cancelled"));
    }

    private boolean inTheWay(RunShape.Node node, int up) {
        return excusable(node, up)
                ? anyBefore(up, state -> state == StepState.FAILED)
                : state(up).terminal() && state(up) != StepState.SUCCEEDED;
    }

    private boolean excusable(RunShape.Node node, int up) {
        return state(up) == StepState.SKIPPED && node.mayBeSkipped().contains(up);
    }

    private boolean anyBefore(int step, Predicate<StepState> wanted) {
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(step));
        while (!open.isEmpty()) {
            for (int up : board.shape.nodes().get(open.pop()).upstream()) {
                if (wanted.test(state(up))) {
                    return true;
                }
                if (state(up) != StepState.SUCCEEDED && !seen.get(up)) {
                    seen.set(up);
                    open.push(up);
                }
            }
        }
        return false;
    }

    private StepState state(int step) {
        return board.at(step).state();
    }
}
