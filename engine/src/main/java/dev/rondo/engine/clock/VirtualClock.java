package dev.rondo.engine.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A clock that a test moves by hand. Time stands still between two calls of {@link #advance}; jobs run on the thread
 * that moves the clock, in order of their times, and each sees its own due time as now.
 */
public final class VirtualClock implements EngineClock, InstantSource {
    private final Map<String, Entry> entries = new HashMap<>();
    private Instant now;
    private long sequence;

    public VirtualClock(Instant start) {
        this.now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void every(String name, Duration interval, Runnable job) {
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("Job \"" + name + "\" needs a positive interval; got " + interval);
        }
        entries.put(name, new Entry(name, now.plus(interval), sequence++, Optional.of(interval), job));
    }

    @Override
    public synchronized void at(String name, Instant when, Runnable job) {
        entries.put(name, new Entry(name, when.isBefore(now) ? now : when, sequence++, Optional.empty(), job));
    }

    @Override
    public synchronized void cancel(String name) {
        entries.remove(name);
    }

    /** Moves time on and runs what becomes due on the way. */
    public void advance(Duration by) {
        advanceTo(instant().plus(by));
    }

    /** Moves time on to {@code end} and runs what becomes due on the way. */
    public void advanceTo(Instant end) {
        for (Optional<Entry> due = takeDue(end); due.isPresent(); due = takeDue(end)) {
            due.get().job().run();
        }
        synchronized (this) {
            now = end.isAfter(now) ? end : now;
        }
    }

    /** Sets time on, as if all had slept meanwhile: what has become due is run once, and sees the new time as now. */
    public void leap(Duration by) {
        synchronized (this) {
            now = now.plus(by);
        }
        advanceTo(instant());
    }

    /** When the next job is due; empty when none is waiting. */
    public synchronized Optional<Instant> nextDue() {
        return first().map(Entry::due);
    }

    @Override
    public synchronized void close() {
        entries.clear();
    }

    private synchronized Optional<Entry> takeDue(Instant end) {
        Optional<Entry> due = first().filter(e -> !e.due().isAfter(end));
        due.ifPresent(entry -> {
            now = entry.due().isAfter(now) ? entry.due() : now;
            entries.remove(entry.name());
            entry.interval().ifPresent(interval -> every(entry.name(), interval, entry.job()));
        });
        return due;
    }

    private Optional<Entry> first() {
        Entry first = null;
        for (Entry entry : entries.values()) {
            if (first == null || entry.isBefore(first)) {
                first = entry;
            }
        }
        return Optional.ofNullable(first);
    }

    private record Entry(String name, Instant due, long sequence, Optional<Duration> interval, Runnable job) {
        boolean isBefore(Entry other) {
            int byTime = due.compareTo(other.due);
            return byTime < 0 || (byTime == 0 && sequence < other.sequence);
        }
    }
}
