package dev.rondo.engine.plan;

/** What becomes of a step if its run began now. */
public enum Verdict {
    /** Its code runs: nothing that could turn out on the way spares it. */
    RUN("runs"),
    /** Its result is there already. */
    HIT("is in the cache"),
    /** Something it reads is computed on the way; it runs unless that comes out as it was once before. */
    DEPENDS("runs if its input changes"),
    /** The engine itself does it, without calling code: a gate, an approval, a choice between branches. */
    DECIDE("is done by the engine"),
    /** It does not apply to this run. */
    SKIP("does not apply"),
    /** It waits for data that no run of the plan makes, or for a pool that cannot give what it asks for. */
    WAIT("has to wait"),
    /** It cannot be done. */
    FAIL("cannot be done");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    /** The verdict as the end of a sentence about a step. */
    public String words() {
        return words;
    }

    /** Whether the step's code may be called. */
    public boolean mayRun() {
        return this == RUN || this == DEPENDS;
    }
}
