package dev.rondo.engine.backfill;

/** Which partitions of its range a backfill runs. The names are part of the stored format. */
public enum BackfillMode {
    /** Those of which no run has succeeded yet. */
    MISSING,
    /** Those whose newest run failed. */
    FAILED,
    /** All, also those that have succeeded; what has not changed comes from the cache. */
    ALL
}
