package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;

/** Part of the engine that looks at what a turn came to and may add to it, within the same transaction. */
@FunctionalInterface
public interface TurnListener {

    /**
     * Called when the runs of a turn have settled, and once more whenever listeners have added something.
     *
     * @param facts what is new since the last call in this turn
     */
    void endOfTurn(Turn turn, TurnFacts facts);

    /** Whether it reads in the trigger log that this dataset has changed; for others no events need to be written. */
    default boolean watches(DatasetName dataset) {
        return false;
    }
}
