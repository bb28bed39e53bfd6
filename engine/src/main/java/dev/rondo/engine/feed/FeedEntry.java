package dev.rondo.engine.feed;

/** A change and its number. Later changes have greater numbers; numbers may be left out. */
public record FeedEntry(long seq, Change change) {}
