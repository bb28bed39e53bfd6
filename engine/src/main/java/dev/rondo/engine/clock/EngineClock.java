package dev.rondo.engine.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * Runs small jobs at their time: polls of sources, due slots, housekeeping. A job only hands work on, to the engine
 * thread or to a thread for files and networks; it never does the work itself.
 *
 * <p>A name has one job: giving a name again replaces the job it had. A job that throws is logged and called again at
 * its next time.
 *
 * <p><b>Threads.</b> Safe for many threads. Jobs run on the clock's threads, one job of a name at a time.
 */
public interface EngineClock extends AutoCloseable {

    /** Runs {@code job} every {@code interval}, for the first time one interval from now. */
    void every(String name, Duration interval, Runnable job);

    /** Runs {@code job} once, at {@code when}, or at once when that has passed. */
    void at(String name, Instant when, Runnable job);

    /** Forgets the job of this name, if there is one; a call that is under way goes on. */
    void cancel(String name);

    /** Ends all jobs, after the calls under way. */
    @Override
    void close();
}
