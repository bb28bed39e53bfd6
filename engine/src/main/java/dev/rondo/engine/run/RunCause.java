package dev.rondo.engine.run;

import java.util.Optional;

/**
 * Why a run exists.
 *
 * @param detail in words: the due time, the dataset's partition, the person, the backfill
 * @param triggerEvent the row of the trigger log; empty for what needs no log
 */
public record RunCause(Kind kind, String detail, Optional<Long> triggerEvent) {

    /** Who or what asked. */
    public enum Kind {
        SCHEDULE,
        DATA,
        PERSON,
        BACKFILL,
        PIPELINE
    }

    public static RunCause person(String who) {
        return new RunCause(Kind.PERSON, who, Optional.empty());
    }
}
