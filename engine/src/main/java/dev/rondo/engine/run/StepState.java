package dev.rondo.engine.run;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The states of a step within a run and the only moves between them. */
public enum StepState {
    /** Steps before it have not ended. */
    WAITING("Steps before it have not ended."),
    /** It needs something from outside its run that is not there yet: a partition, another's result, an earlier run's gate. */
    BLOCKED(
            "It needs something from outside its run that is not there yet: a partition, another's result, an earlier run's gate."),
    /** Its inputs are known; it waits for a free slot of its executor. */
    READY("Its inputs are known; it waits for a free slot of its executor."),
    /** An attempt of it runs. */
    RUNNING("An attempt of it runs."),
    /** Its last attempt failed; it waits, without a slot, for the time of the next. */
    BACKING_OFF("Its last attempt failed; it waits, without a slot, for the time of the next."),
    /** It fans out: its list is taken apart, its items are worked on, or their results are put together. */
    FANNED_OUT("It fans out: its list is taken apart, its items are worked on, or their results are put together."),
    /** A person must approve or reject; it holds no slot. */
    AWAITING_APPROVAL("A person must approve or reject; it holds no slot."),
    /** A run of another pipeline, which it has started, has not ended; it holds no slot. */
    AWAITING_RUN("A run of another pipeline, which it has started, has not ended; it holds no slot."),
    /** Its outputs are recorded, computed or taken from the cache; downstream steps may start. */
    SUCCEEDED("Its outputs are recorded, computed or taken from the cache; downstream steps may start."),
    /** Its last allowed attempt failed, or it can never be done in this run. */
    FAILED("Its last allowed attempt failed, or it can never be done in this run."),
    /** It does not apply to this run, or a step before it did not succeed. */
    SKIPPED("It does not apply to this run, or a step before it did not succeed."),
    /** Its run was cancelled, or stopped at a failure, before it ended. */
    CANCELLED("Its run was cancelled, or stopped at a failure, before it ended.");

    /** Asked for so often that the sets are made once. */
    private static final Map<StepState, Set<StepState>> NEXT = new EnumMap<>(StepState.class);

    static {
        for (StepState state : values()) {
            NEXT.put(state, state.moves());
        }
    }

    private final String meaning;

    StepState(String meaning) {
        this.meaning = meaning;
    }

    /** The state in one sentence. */
    public String meaning() {
        return meaning;
    }

    /** Where it can go from here. */
    public Set<StepState> next() {
        return NEXT.getOrDefault(this, Set.of());
    }

    private Set<StepState> moves() {
        return switch (this) {
            case WAITING ->
                Set.of(
                        BLOCKED,
                        READY,
                        FANNED_OUT,
                        AWAITING_APPROVAL,
                        AWAITING_RUN,
                        SUCCEEDED,
                        FAILED,
                        SKIPPED,
                        CANCELLED);
            case BLOCKED ->
                Set.of(READY, FANNED_OUT, AWAITING_APPROVAL, AWAITING_RUN, SUCCEEDED, FAILED, SKIPPED, CANCELLED);
            // After a restart a ready step is resolved afresh, so it may be blocked again or found in the cache.
            case READY -> Set.of(RUNNING, BLOCKED, SUCCEEDED, FAILED, SKIPPED, CANCELLED);
            case RUNNING -> Set.of(SUCCEEDED, FAILED, BACKING_OFF, READY, CANCELLED);
            case BACKING_OFF -> Set.of(READY, FAILED, CANCELLED);
            case FANNED_OUT, AWAITING_APPROVAL, AWAITING_RUN -> Set.of(SUCCEEDED, FAILED, CANCELLED);
            case SUCCEEDED, FAILED, SKIPPED, CANCELLED -> Set.of();
        };
    }

    /** Whether nothing leaves this state. */
    public boolean terminal() {
        return next().isEmpty();
    }
}
