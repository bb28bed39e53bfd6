package dev.rondo.engine.loop;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import java.util.Optional;

/**
 * A person says that the deployed code of a step gives the same results as older code.
 *
 * @param run a run that computed the step with the older code; without one, the newest result by other code is taken
 * @param by who says so
 * @param reason why, in the person's words
 */
public record AdoptionWish(StepName step, Optional<RunId> run, String by, String reason) {
    public AdoptionWish {
        if (by.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException(
                    "An adoption names who declares it and why; got by \"" + by + "\" and reason \"" + reason + "\"");
        }
    }
}
