package dev.rondo.definition;

/**
 * What happens to a new run of a pipeline while others of the same pipeline are under way.
 *
 * <pre>{@code
 * p.overlap(Overlap.queue());             // one after the other
 * p.overlap(Overlap.queue().atMost(3));   // three at once, the others wait
 * }</pre>
 *
 * <p>The runs of a backfill are all wanted: they wait for their turn under every policy but {@link #allow}, and are
 * neither skipped nor stopped for another run.
 *
 * @param atMost how many runs of the pipeline are under way at once, at least 1
 */
public record Overlap(Policy policy, int atMost) {

    /** What becomes of the run that is too many. */
    public enum Policy {
        /** There is no such run: all begin at once. */
        ALLOW,
        /** It waits until another has ended; the higher priority goes first, and then the older run. */
        QUEUE,
        /** It is not wanted and is recorded as skipped. */
        SKIP,
        /** The oldest one that is under way is cancelled, and the new run begins when that has ended. */
        CANCEL_OLDER,
        /** It waits as with QUEUE, and those that were waiting before it are recorded as skipped. */
        SUPERSEDE
    }

    public Overlap {
        if (atMost < 1) {
            throw new IllegalArgumentException(
                    "atMost counts the runs under way at once, so it is at least 1; got " + atMost);
        }
        if (policy == Policy.ALLOW && atMost != Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Overlap.allow() lets any number of runs begin, so it has no atMost;"
                    + " use Overlap.queue().atMost(" + atMost + ")");
        }
    }

    /** All runs begin at once; what holds unless said otherwise. */
    public static Overlap allow() {
        return new Overlap(Policy.ALLOW, Integer.MAX_VALUE);
    }

    /** Runs wait for one another. */
    public static Overlap queue() {
        return new Overlap(Policy.QUEUE, 1);
    }

    /** A run that comes while another is under way is not wanted. */
    public static Overlap skip() {
        return new Overlap(Policy.SKIP, 1);
    }

    /** A new run ends the older one. */
    public static Overlap cancelOlder() {
        return new Overlap(Policy.CANCEL_OLDER, 1);
    }

    /** Of the runs that wait, the newest alone is wanted. */
    public static Overlap supersede() {
        return new Overlap(Policy.SUPERSEDE, 1);
    }

    /** The same with another number of runs at once; 1 unless said otherwise. */
    public Overlap atMost(int runs) {
        return new Overlap(policy, runs);
    }
}
