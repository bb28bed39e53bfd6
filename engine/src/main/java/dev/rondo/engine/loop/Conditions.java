package dev.rondo.engine.loop;

import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepMode.Condition;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.store.Tx;
import java.util.Optional;

/** Whether a step's conditions hold. No file is read for it: there are only two values, and their digests are known. */
final class Conditions {
    private static final Digest TRUE = Digest.ofText("true");

    private Conditions() {}

    /** Why the step does not run, or what is missing to know it; empty when it runs. */
    static Optional<Resolution> obstacle(InputResolver inputs, Tx tx, ActiveRun run, StepDefinition step) {
        for (Condition condition : step.mode().conditions()) {
            InputDefinition input = step.inputs().stream()
                    .filter(in -> in.name().equals(condition.input()))
                    .findFirst()
                    .orElseThrow();
            InputResolver.Found found = inputs.find(tx, run, java.util.List.of(input));
            if (found.obstacle().isPresent()) {
                return found.obstacle();
            }
            var part = found.inputs().get(0).parts().get(0);
            boolean value = part.digest().equals(TRUE);
            if (value != condition.wanted()) {
                return Optional.of(new Resolution.NotApplicable(
                        part.label() + " is " + value + ", and this step runs when it is " + condition.wanted()));
            }
        }
        return Optional.empty();
    }
}
