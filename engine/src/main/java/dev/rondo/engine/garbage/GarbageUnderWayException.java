package dev.rondo.engine.garbage;

/** Garbage is being removed already; one at a time is enough. */
public final class GarbageUnderWayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GarbageUnderWayException() {
        super("Garbage is being looked for already. Wait until that has ended, then ask again");
    }
}
