package dev.rondo.engine.plan;

/**
 * What looking at one step came to.
 *
 * @param why one sentence for people
 */
public record Ahead(Verdict verdict, String why) {}
