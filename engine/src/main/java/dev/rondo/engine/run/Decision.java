package dev.rondo.engine.run;

import java.util.List;

/** What a run became, and what is to be done once that is durable. */
public record Decision(Run run, List<RunCommand> commands) {
    public Decision {
        commands = List.copyOf(commands);
    }
}
