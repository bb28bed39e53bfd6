package dev.rondo.engine.run;

import java.util.Set;

/** The states of a run and the only moves between them. */
public enum RunState {
    /** It has not begun: other runs of its pipeline are under way, and the pipeline says how many may be. */
    QUEUED("It has not begun: other runs of its pipeline are under way, and the pipeline says how many may be."),
    /** Its steps are worked on, or wait for something that is named. */
    RUNNING("Its steps are worked on, or wait for something that is named."),
    /** A person asked it to stop; running attempts are being stopped, nothing new starts. */
    CANCELLING("A person asked it to stop; running attempts are being stopped, nothing new starts."),
    /** Its time is up; running attempts are being stopped, nothing new starts. */
    STOPPING("Its time is up; running attempts are being stopped, nothing new starts."),
    /** Every step has succeeded or was rightly skipped. */
    SUCCEEDED("Every step has succeeded or was rightly skipped."),
    /** At least one step has failed and no other can go on, or its time was up. */
    FAILED("At least one step has failed and no other can go on, or its time was up."),
    /** It was stopped before its end; no attempt of it runs any more. */
    CANCELLED("It was stopped before its end; no attempt of it runs any more."),
    /** It never began: another run of its pipeline made it needless. */
    SKIPPED("It never began: another run of its pipeline made it needless.");

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
            case QUEUED -> Set.of(RUNNING, CANCELLED, SKIPPED);
            case RUNNING -> Set.of(SUCCEEDED, FAILED, CANCELLING, CANCELLED, STOPPING);
            case CANCELLING -> Set.of(CANCELLED);
            case STOPPING -> Set.of(FAILED);
            case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> Set.of();
        };
    }

    /** Whether nothing leaves this state. */
    public boolean terminal() {
        return next().isEmpty();
    }
}
