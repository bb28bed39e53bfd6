package dev.rondo.engine.run;

import java.util.List;

/**
 * What a run became, and what is to be done once that is durable.
 *
 * @param movedSteps the places of the steps that changed, in their order
 * @param movedItems the items of fanned-out steps that changed, so that nobody needs to look at all of them; those of a
 *     step that has just fanned out are not among them
 */
public record Decision(Run run, List<RunCommand> commands, List<Integer> movedSteps, List<Unit> movedItems) {
    public Decision {
        commands = List.copyOf(commands);
        movedSteps = List.copyOf(movedSteps);
        movedItems = List.copyOf(movedItems);
    }

    Decision(Run run, List<RunCommand> commands) {
        this(run, commands, List.of(), List.of());
    }
}
