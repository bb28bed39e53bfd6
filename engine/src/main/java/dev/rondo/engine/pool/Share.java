package dev.rondo.engine.pool;

/** How much one pipeline has of something now, and when it was last given some of it; mutable. */
final class Share {
    int held;
    /** A count that grows with every unit that is admitted; 0 before the first. */
    long lastServed;
}
