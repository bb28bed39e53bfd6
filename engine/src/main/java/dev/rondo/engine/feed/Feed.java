package dev.rondo.engine.feed;

import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.FeedTable;
import dev.rondo.engine.store.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes of this store, in the order in which they were committed.
 *
 * <p>No reader misses a row: one connection writes, so rows become visible in the order of their numbers, and whoever has
 * read up to a number finds everything later above it. Numbers may be left out, but never appear late. The newest rows
 * are kept, {@value #KEPT} changes unless said otherwise; whoever comes back after more changes than that sees
 * {@link #oldest()} above its place and reads the tables anew.
 *
 * <p><b>Threads:</b> safe for many. {@link #append} belongs to the engine's transaction. Whoever opened a feed closes it,
 * before its database.
 */
public final class Feed implements AutoCloseable {
    static final int KEPT = 100_000;
    /** Rows are deleted this many at a time, so that most appends delete nothing. */
    private static final int DELETED_AT_ONCE = 1_000;

    /** A row may hold many changes. */
    private static final int ROWS_AT_ONCE = 50;

    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Database database;
    private final int kept;
    private final FeedThread thread;
    /** Touched by the engine's thread alone, as is the next. */
    private long deletedUpTo;

    private long appended;
    /** A committed row can be read a moment before the disk has it; listeners hear of it only afterwards. */
    private volatile long durable;

    private Feed(Database database, int kept) {
        this.database = database;
        this.kept = kept;
        this.durable = database.read(FeedTable::newest);
        this.appended = durable;
        this.thread = new FeedThread(this);
    }

    public static Feed open(Database database) {
        return open(database, KEPT);
    }

    /**
     * Opens the feed of this store and starts its thread.
     *
     * @param kept how many of the newest rows are kept at least
     */
    public static Feed open(Database database, int kept) {
        if (kept < 1) {
            throw new IllegalArgumentException("kept counts rows, so it is at least 1; got " + kept);
        }
        Feed feed = new Feed(database, kept);
        feed.thread.start();
        return feed;
    }

    /**
     * Writes changes; listeners hear of them after the commit and the {@link #published} that follows it. A step that moves
     * several times in {@code changes} gets one row, for where it has come to.
     *
     * @return the number of the last one; without any, that of the last one before
     */
    public long append(Tx tx, List<Change> changes) {
        if (!changes.isEmpty()) {
            appended = FeedTable.append(tx, StepMoves.rows(LastMoves.of(changes)));
            forgetBefore(tx, appended - kept);
        }
        return appended;
    }

    /** Says that appended changes are durable; called by the thread that appended them. Returns at once. */
    public void published() {
        durable = appended;
        thread.published();
    }

    /** The changes after {@code seq}, oldest first, at most {@code limit}. */
    public List<FeedEntry> since(long seq, int limit) {
        return database.read(tx -> since(tx, seq, limit));
    }

    /** The number of the newest change; 0 before the first. */
    public long newest() {
        return database.read(FeedTable::newest);
    }

    /** The number of the oldest change that is kept; 0 before the first. */
    public long oldest() {
        return database.read(
                tx -> since(tx, 0, 1).stream().map(FeedEntry::seq).findFirst().orElse(0L));
    }

    /** Tells {@code listener} every change from now on. */
    public Subscription subscribe(FeedListener listener) {
        return subscribe(newest(), listener);
    }

    /** Tells {@code listener} every change after {@code seq}, first the kept ones and then new ones, without a gap. */
    public Subscription subscribe(long seq, FeedListener listener) {
        return thread.subscribe(seq, listener);
    }

    /** Tells listeners what is left, for ten seconds at most, then ends all subscriptions. */
    @Override
    public void close() {
        thread.close(CLOSING);
    }

    /** Some changes after {@code seq}, oldest first, without what the disk may not have yet; none when there are no more. */
    List<FeedEntry> durableSince(long seq) {
        long bound = durable;
        return database.read(tx -> rowsSince(tx, seq, ROWS_AT_ONCE)).stream()
                .flatMap(List::stream)
                .filter(entry -> entry.seq() > seq && entry.seq() <= bound)
                .toList();
    }

    private static List<FeedEntry> since(Tx tx, long seq, int limit) {
        List<FeedEntry> entries = new ArrayList<>();
        long read = seq;
        boolean more = true;
        while (more && entries.size() < limit) {
            int rows = Math.min(limit - entries.size(), ROWS_AT_ONCE);
            List<List<FeedEntry>> next = rowsSince(tx, read, rows);
            for (List<FeedEntry> some : next) {
                some.stream().filter(entry -> entry.seq() > seq).forEach(entries::add);
                read = some.get(some.size() - 1).seq();
            }
            more = next.size() == rows;
        }
        return entries.size() > limit ? List.copyOf(entries.subList(0, limit)) : entries;
    }

    private static List<List<FeedEntry>> rowsSince(Tx tx, long seq, int rows) {
        return FeedTable.since(tx, seq, rows, StepMoves::entries);
    }

    private void forgetBefore(Tx tx, long seq) {
        if (seq >= deletedUpTo + DELETED_AT_ONCE) {
            FeedTable.forgetUpTo(tx, seq);
            deletedUpTo = seq;
        }
    }
}
