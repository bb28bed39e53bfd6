package dev.rondo.engine.feed;

import java.util.List;

/** Hears of changes once they are durable: every one, once, in their order. */
@FunctionalInterface
public interface FeedListener {
    /**
     * Called on the feed's own thread, never under a lock or in a transaction. All listeners share that thread: hand
     * anything slow to another one. What it throws is logged, and it goes on with the next changes.
     */
    void changed(List<FeedEntry> entries);
}
