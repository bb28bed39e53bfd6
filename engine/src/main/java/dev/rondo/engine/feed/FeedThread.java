package dev.rondo.engine.feed;

import dev.rondo.engine.store.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what has been committed and tells the listeners. Each has a place of its own, so one that joins late catches up
 * while the others go on.
 *
 * <p><b>Threads:</b> one of its own, which is never interrupted, since it reads from the store.
 */
final class FeedThread {
    private static final Logger LOG = LoggerFactory.getLogger(FeedThread.class);
    /** Between two looks: under load the changes of several turns are read together. */
    private static final Duration REST = Duration.ofMillis(5);

    private final Feed feed;
    private final List<Place> places = new CopyOnWriteArrayList<>();
    /** A permit says that there may be something to read. */
    private final Semaphore work = new Semaphore(0);

    private final Thread thread = new Thread(this::run, "rondo-feed");
    private volatile boolean closing;

    FeedThread(Feed feed) {
        this.feed = feed;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** There may be something to tell. Whoever begins to listen after the look at the places wakes the thread anew. */
    void published() {
        if (!places.isEmpty()) {
            wake();
        }
    }

    private void wake() {
        work.release();
    }

    Subscription subscribe(long seq, FeedListener listener) {
        Place place = new Place(seq, listener);
        places.add(place);
        wake();
        return () -> places.remove(place);
    }

    void close(Duration patience) {
        closing = true;
        wake();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("A listener of the feed did not return; its thread is left behind");
        }
        places.clear();
    }

    private void run() {
        boolean last = false;
        while (!last) {
            work.acquireUninterruptibly();
            work.drainPermits();
            last = closing;
            tellAll();
            LockSupport.parkNanos(REST.toNanos());
        }
    }

    private void tellAll() {
        try {
            boolean more = true;
            while (more) {
                more = tellNext();
            }
        } catch (StoreException e) {
            LOG.warn("The feed cannot be read; listeners hear of these changes with the next ones", e);
        }
    }

    /** One step forward for everybody; whether anybody moved. */
    private boolean tellNext() {
        Map<Long, List<FeedEntry>> read = new HashMap<>();
        boolean moved = false;
        for (Place place : places) {
            List<FeedEntry> entries = read.computeIfAbsent(place.seq, feed::durableSince);
            if (!entries.isEmpty()) {
                moved = true;
                place.seq = entries.get(entries.size() - 1).seq();
                tell(place.listener, entries);
            }
        }
        return moved;
    }

    private static void tell(FeedListener listener, List<FeedEntry> entries) {
        try {
            listener.changed(entries);
        } catch (RuntimeException e) {
            LOG.warn("A listener of the feed failed on changes {} to {}", first(entries), last(entries), e);
        }
    }

    private static long first(List<FeedEntry> entries) {
        return entries.get(0).seq();
    }

    private static long last(List<FeedEntry> entries) {
        return entries.get(entries.size() - 1).seq();
    }

    private static final class Place {
        private final FeedListener listener;
        /** Touched by the feed's thread alone, once the place is in the list. */
        private long seq;

        Place(long seq, FeedListener listener) {
            this.seq = seq;
            this.listener = listener;
        }
    }
}
