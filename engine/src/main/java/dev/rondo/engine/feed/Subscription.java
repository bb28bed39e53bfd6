package dev.rondo.engine.feed;

/** A listener's place in the feed. Closing ends it; a call that is already under way still finishes. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
