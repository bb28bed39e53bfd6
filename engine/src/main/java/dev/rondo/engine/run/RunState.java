package dev.rondo.engine.run;

import java.util.Set;

/** The states of a run and the only moves between them. */
public enum RunState {
    /** Its steps are worked on, or wait for something that is named. */
    RUNNING("Its steps are worked on, or wait for something that is named."),
    /** A person asked it to stop; running attempts are being stopped, nothing new starts. */
    CANCELLING("A person asked it to stop; running attempts are being stopped, nothing new starts."),
    /** Every step has succeeded or was rightly skipped. */
    SUCCEEDED("Every step has succeeded or was rightly skipped."),
    /** At least one step has failed, and no other can go on. */
    FAILED("At least one step has failed, and no other can go on."),
    /** It was stopped before its end; no attempt of it runs any more. */
    CANCELLED("It was stopped before its end; no attempt of it runs any more.");

    private final String meaning;

    RunState(String meaning) {
        this.meaning = meaning;
    }

    /** The state in one sentence. */
    public String meaning() {
        return meaning;
    }

    public Set<RunState> next() {
        return switch (this) {
            case RUNNING -> Set.of(SUCCEEDED, FAILED, CANCELLING, CANCELLED);
            case CANCELLING -> Set.of(CANCELLED);
            case SUCCEEDED, FAILED, CANCELLED -> Set.of();
        };
    }

    /** Whether nothing leaves this state. */
    public boolean terminal() {
        return next().isEmpty();
    }
}
