package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import java.util.OptionalInt;

/**
 * What attempts are made of: a step, or one item of a step that fans out.
 *
 * @param item the element's place in the list, from 0; empty for the step itself
 */
public record Unit(StepName step, OptionalInt item) {
    public Unit {
        if (item.isPresent() && item.getAsInt() < 0) {
            throw new IllegalArgumentException("Items of step " + step + " are numbered from 0; got " + item);
        }
    }

    public static Unit of(StepName step) {
        return new Unit(step, OptionalInt.empty());
    }

    public static Unit of(StepName step, int item) {
        return new Unit(step, OptionalInt.of(item));
    }

    public boolean isItem() {
        return item.isPresent();
    }

    @Override
    public String toString() {
        return item.isPresent() ? step + "[" + item.getAsInt() + "]" : step.value();
    }
}
