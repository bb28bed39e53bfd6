package dev.rondo.engine.garbage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was removed, or would be, and why the rest stays.
 *
 * @param unusedSince what was used since then stays in any case
 * @param kept how much stays, by why; everything is counted once, under the first reason that there is
 * @param freed how much went, by what it was
 * @param largest the largest of what went, largest first
 */
public record GarbageReport(
        boolean dryRun,
        Instant begunAt,
        Duration took,
        Instant unusedSince,
        Map<Why, Amount> kept,
        Map<What, Amount> freed,
        List<Freed> largest) {

    /** Why something stays. */
    public enum Why {
        /** A version of a model is, or is made of, it. */
        MODEL,
        /** It is a version of a dataset, or of a source's file. */
        DATA,
        /** A run that is kept, or is under way, has read or made it. */
        RUN,
        /** The cache would hand it out. */
        CACHE,
        /** It was used within the grace period. */
        YOUNG,
        /** It was used after it had been found unneeded. */
        REUSED,
        /** Code that is deployed now. */
        DEPLOYED
    }

    /** What can be garbage. */
    public enum What {
        /** An artifact, as a file. */
        FILE,
        /** An artifact that is a row of the store. */
        SMALL,
        /** The list of a folder's files. */
        FOLDER,
        /** Bytes that were found damaged. */
        QUARANTINED,
        /** A version of somebody's code. */
        CODE
    }

    /** So many things of so many bytes. */
    public record Amount(long count, long bytes) {
        static final Amount NONE = new Amount(0, 0);

        Amount plus(long moreBytes) {
            return new Amount(count + 1, bytes + moreBytes);
        }

        Amount plus(Amount other) {
            return new Amount(count + other.count, bytes + other.bytes);
        }
    }

    /** Something that went; the quarantined and the code by their names. */
    public record Freed(What what, String name, long bytes, Instant usedAt) {}

    public GarbageReport {
        kept = Map.copyOf(kept);
        freed = Map.copyOf(freed);
        largest = List.copyOf(largest);
    }

    public Amount totalFreed() {
        return freed.values().stream().reduce(Amount.NONE, Amount::plus);
    }

    public Amount totalKept() {
        return kept.values().stream().reduce(Amount.NONE, Amount::plus);
    }
}
