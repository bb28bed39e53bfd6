package dev.rondo.engine.run;

import java.util.Set;

/** The states of one try of a step and the only moves between them. */
public enum AttemptState {
    /** An executor has it and holds its lease. */
    RUNNING("An executor has it and holds its lease."),
    /** Its artifacts are recorded. */
    SUCCEEDED("Its artifacts are recorded."),
    /** The step's code failed, or its time ran out; the retry policy decides what follows. */
    FAILED("The step's code failed, or its time ran out; the retry policy decides what follows."),
    /** Its node went away: the code may or may not have finished; does not count as one of the user's tries. */
    LOST("Its node went away: the code may or may not have finished; does not count as one of the user's tries."),
    /** It was asked to stop, and has stopped or was left behind. */
    CANCELLED("It was asked to stop, and has stopped or was left behind.");

    private final String meaning;

    AttemptState(String meaning) {
        this.meaning = meaning;
    }

    /** The state in one sentence. */
    public String meaning() {
        return meaning;
    }

    public Set<AttemptState> next() {
        return switch (this) {
            case RUNNING -> Set.of(SUCCEEDED, FAILED, LOST, CANCELLED);
            case SUCCEEDED, FAILED, LOST, CANCELLED -> Set.of();
        };
    }

    /** Whether nothing leaves this state. */
    public boolean terminal() {
        return next().isEmpty();
    }
}
