package dev.rondo.engine.run;

import dev.rondo.definition.StepName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which steps of a run that has ended run again when it is repeated: a pure function of its shape and its steps. */
public final class RepeatPlan {
    private RepeatPlan() {}

    /**
     * The places of the steps that run again: {@code from}, whatever failed or was cancelled, and all that come after
     * those. A step that was skipped because it did not apply is not among them by itself.
     */
    public static Set<Integer> again(RunShape shape, List<StepState> ended, Optional<StepName> from) {
        Set<Integer> again = new HashSet<>();
        from.map(shape::indexOf).ifPresent(again::add);
        for (int i = 0; i < ended.size(); i++) {
            if (ended.get(i) != StepState.SUCCEEDED && ended.get(i) != StepState.SKIPPED) {
                again.add(i);
            }
        }
        boolean grew = !again.isEmpty();
        while (grew) {
            grew = false;
            for (int i = 0; i < ended.size(); i++) {
                grew |= shape.nodes().get(i).upstream().stream().anyMatch(again::contains) && again.add(i);
            }
        }
        return again;
    }

    /** A run in which all steps but {@code again} have ended as they did in the other one. */
    public static Run begin(RunId id, RunShape shape, Repeat repeat, List<StepState> ended, Set<Integer> again) {
        List<StepRun> steps = new ArrayList<>();
        for (int i = 0; i < ended.size(); i++) {
            String why = "taken over from run " + repeat.run()
                    + (ended.get(i) == StepState.SKIPPED ? ", where it was skipped" : ", where it succeeded");
            steps.add(again.contains(i) ? StepRun.NEW : StepRun.NEW.to(ended.get(i), why));
        }
        Run fresh = Run.fresh(id, shape);
        return new Run(id, shape, fresh.state(), steps, fresh.items(), Optional.empty());
    }
}
