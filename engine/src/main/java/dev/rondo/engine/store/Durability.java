package dev.rondo.engine.store;

/** What a commit that has been acknowledged survives. */
public enum Durability {
    /** The loss of power too: every commit waits until the disk has it. */
    POWER_LOSS,
    /** The death of the process, such as by {@code kill -9}; when the machine itself dies, the last seconds may be lost. */
    PROCESS_KILL
}
