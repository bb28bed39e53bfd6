package dev.rondo.engine.registry;

import java.util.Optional;

/**
 * What a gate says about a challenger, with the numbers it looked at; a number is absent where the metric was missing or
 * there is no champion.
 *
 * @param reason one sentence for people
 */
public record GateVerdict(
        Outcome outcome,
        String reason,
        Optional<Double> challenger,
        Optional<Double> champion,
        Optional<Double> baseline) {

    /** The three ways it can end. */
    public enum Outcome {
        /** The challenger becomes champion. */
        PROMOTED,
        /** Whoever was champion stays; the challenger is kept. */
        REJECTED,
        /** The challenger is the champion, byte for byte. */
        UNCHANGED
    }

    public boolean promoted() {
        return outcome == Outcome.PROMOTED;
    }
}
