package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import java.util.Optional;

/**
 * Whether a run goes on: not after a cancel, nor, if its pipeline stops at a failure, after the first one. Steps that
 * clean up go on all the same.
 */
final class Halt {
    private final Board board;
    private Optional<String> cancelled;
    private Optional<String> failure;

    Halt(Board board) {
        this.board = board;
        this.cancelled = board.before.cancelled();
        this.failure = board.shape.stopsAtFailure() ? firstFailure(board) : Optional.empty();
    }

    Optional<String> cancelled() {
        return cancelled;
    }

    /** Whether a cancel ends this step; it does not end one that cleans up. */
    boolean cancelled(Unit unit) {
        return cancelled.isPresent() && !board.node(unit).cleansUp();
    }

    /** Whether this step is to start no more, and to end. */
    boolean stops(Unit unit) {
        return (cancelled.isPresent() || failure.isPresent())
                && !board.node(unit).cleansUp();
    }

    String why() {
        return cancelled.or(() -> failure).orElse("");
    }

    void cancel(String why) {
        if (cancelled.isEmpty()) {
            boolean already = failure.isPresent();
            cancelled = Optional.of(why);
            if (!already) {
                stopTheOthers();
            }
        }
    }

    /**
     * Ends all steps of a run that has not begun, those that clean up too: there is nothing to clean. What it has taken
     * over from the run that it repeats has ended already.
     */
    void neverBegins(String why, StepState end) {
        cancelled = Optional.of(why);
        board.forEachStep(i -> {
            if (!board.at(i).state().terminal()) {
                board.move(board.unit(i), end, why);
            }
        });
    }

    /** To be asked after a step or an item has failed. */
    void failed(Unit unit) {
        if (board.shape.stopsAtFailure()
                && failure.isEmpty()
                && !board.node(unit).cleansUp()) {
            failure = Optional.of(words(unit));
            if (cancelled.isEmpty()) {
                stopTheOthers();
            }
        }
    }

    private void stopTheOthers() {
        board.forEachStep(i -> {
            Unit unit = board.unit(i);
            if (!board.at(i).state().terminal() && !board.node(unit).cleansUp()) {
                stop(unit, board.at(i));
            }
        });
    }

    private void stop(Unit unit, StepRun step) {
        StepName name = unit.step();
        step.token().ifPresent(this::stop);
        board.runningItems(name).keySet().stream()
                .sorted((a, b) -> a.value().compareTo(b.value()))
                .forEach(this::stop);
        if (step.state() == StepState.AWAITING_RUN) {
            board.commands.add(new RunCommand.CancelChild(name, why()));
        } else if (step.token().isEmpty() && board.runningItems(name).isEmpty()) {
            boolean failedItems = board.items(name)
                    .filter(items -> items.in(StepState.FAILED) > 0)
                    .isPresent();
            if (cancelled.isPresent() || !failedItems) {
                board.move(unit, StepState.CANCELLED, why());
            }
        }
    }

    private void stop(AttemptToken token) {
        board.commands.add(new RunCommand.Stop(token, RunCommand.Reason.CANCELLED));
    }

    private static Optional<String> firstFailure(Board board) {
        boolean none = board.steps.in(StepState.FAILED) == 0
                && board.before.items().values().stream().allMatch(items -> items.in(StepState.FAILED) == 0);
        if (none) {
            return Optional.empty();
        }
        for (int i = 0; i < board.size(); i++) {
            Unit unit = board.unit(i);
            Items items = board.before.items().get(unit.step());
            boolean failed =
                    board.at(i).state() == StepState.FAILED || (items != null && items.in(StepState.FAILED) > 0);
            if (failed && !board.node(unit).cleansUp()) {
                return Optional.of(words(unit));
            }
        }
        return Optional.empty();
    }

    private static String words(Unit unit) {
        return "step " + unit.step() + " failed, and this pipeline stops at the first failure";
    }
}
