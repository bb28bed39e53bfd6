package dev.rondo.engine.run;

import java.util.BitSet;
import java.util.Optional;

/**
 * What steps that have ended mean for those that wait: some can never go on, of others it is the turn. Looks only at steps
 * for which something has changed.
 */
final class Onward {
    private final Board board;

    private Onward(Board board) {
        this.board = board;
    }

    /** Skips what cannot run, and asks about what can. */
    static void passOn(Board board, Halt halt) {
        new Onward(board).skipAndOpen();
        BitSet open = board.steps.open();
        for (int step = open.nextSetBit(0); step >= 0; step = open.nextSetBit(step + 1)) {
            Unit unit = board.unit(step);
            if (!halt.stops(unit)) {
                board.commands.add(new RunCommand.Resolve(unit.step()));
            }
        }
    }

    private void skipAndOpen() {
        skip();
        BitSet waiting = board.steps.toLookAt();
        for (int step = waiting.nextSetBit(0); step >= 0; step = waiting.nextSetBit(step + 1)) {
            if (board.at(step).state() == StepState.WAITING) {
                boolean open = board.upstream.wentWell(step);
                board.steps.open(step, open);
                board.steps.unsure(step, !open && board.upstream.looksFurther(step));
            }
        }
        board.steps.looked();
    }

    /**
     * What one step's skipping means for another that is listed before it is seen in another pass, so that the reason which
     * is given does not depend on who was looked at.
     */
    private void skip() {
        BitSet pass = board.steps.toLookAt();
        while (!pass.isEmpty()) {
            BitSet next = new BitSet();
            for (int step = pass.nextSetBit(0); step >= 0; step = pass.nextSetBit(step + 1)) {
                Optional<String> reason = board.at(step).state() == StepState.WAITING
                        ? board.upstream.reasonToSkip(step)
                        : Optional.empty();
                if (reason.isPresent()) {
                    board.move(board.unit(step), StepState.SKIPPED, reason.get());
                    for (int after : board.shape.downstream(step)) {
                        (after > step ? pass : next).set(after);
                    }
                }
            }
            pass = next;
        }
    }
}
