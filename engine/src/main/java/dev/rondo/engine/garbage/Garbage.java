package dev.rondo.engine.garbage;

import dev.rondo.engine.artifact.HeldArtifacts;
import dev.rondo.engine.loop.Turns;
import dev.rondo.engine.store.Database;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes artifacts and code that nobody needs, while everything else goes on.
 *
 * <p><b>Why nothing goes that is needed.</b> One consistent look at the store says what all its rows need. A row written
 * after that look can need something else in two ways. It copies the need of an earlier row: that row, or the one it was
 * copied from itself, was there at the look. Or somebody has put or found an artifact and is about to record it: then the
 * store of artifacts has noted the use, and what was used within the grace period is not removed. The age is asked for
 * again in the moment of removal, under the lock under which uses are noted.
 *
 * <p><b>Threads.</b> Safe for many threads; the work is done on a thread of its own.
 */
public final class Garbage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Garbage.class);
    private static final int SECONDS_TO_STOP = 30;

    private final Database database;
    private final Turns turns;
    private final HeldArtifacts artifacts;
    private final InstantSource clock;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    /** Removing excludes copying; many may copy. */
    private final ReentrantReadWriteLock removing = new ReentrantReadWriteLock();

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "rondo-garbage");
        made.setDaemon(true);
        return made;
    });
    private volatile KeptCode code = KeptCode.none();
    private volatile Status status = new Status(false, Optional.empty(), Optional.empty());

    /**
     * How the search for garbage stands.
     *
     * @param underWay whether there is one now
     * @param last what the last one found; empty when there was none since the start
     * @param failure why the last one failed
     */
    public record Status(boolean underWay, Optional<GarbageReport> last, Optional<String> failure) {}

    public Garbage(Database database, Turns turns, HeldArtifacts artifacts, InstantSource clock) {
        this.database = database;
        this.turns = turns;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    /** Looks after versions of code, too. */
    public void lookAfter(KeptCode kept) {
        this.code = kept;
    }

    /**
     * Begins to look for garbage.
     *
     * @return completes when it is gone; with the reason when that failed
     * @throws GarbageUnderWayException when the last look has not ended
     */
    public CompletableFuture<GarbageReport> begin(GarbageRequest request) {
        if (!underWay.compareAndSet(false, true)) {
            throw new GarbageUnderWayException();
        }
        status = new Status(true, status.last(), status.failure());
        return CompletableFuture.supplyAsync(() -> collect(request), thread);
    }

    private GarbageReport collect(GarbageRequest request) {
        Status before = status;
        Optional<String> failure = Optional.of("it was interrupted");
        Optional<GarbageReport> report = Optional.empty();
        try {
            report = Optional.of(
                    new Collect(database, turns, artifacts, code, clock, request, removing, stopping::get).run());
            failure = Optional.empty();
            told(report.get());
            return report.get();
        } catch (RuntimeException e) {
            failure = Optional.of(String.valueOf(cause(e).getMessage()));
            throw e;
        } finally {
            status = new Status(false, report.or(before::last), failure);
            underWay.set(false);
        }
    }

    private static void told(GarbageReport report) {
        LOG.info(
                "Garbage{}: {} things of {} bytes; {} of {} bytes stay",
                report.dryRun() ? ", only looked for" : " removed",
                report.totalFreed().count(),
                report.totalFreed().bytes(),
                report.totalKept().count(),
                report.totalKept().bytes());
    }

    /** Removes garbage with the usual grace period, unless that is being done; for those who do not wait. */
    public void pass() {
        try {
            var unused = begin(new GarbageRequest(false, GarbageRequest.DEFAULT_GRACE))
                    .whenComplete((report, failure) -> {
                        if (failure != null && !stopping.get()) {
                            LOG.warn("Garbage could not be removed; the next pass tries again", cause(failure));
                        }
                    });
        } catch (GarbageUnderWayException e) {
            LOG.debug("No pass: {}", e.getMessage());
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** How the search stands. */
    public Status status() {
        return status;
    }

    /** Does something during which nothing is removed. */
    public void whileNothingGoes(Runnable work) {
        removing.readLock().lock();
        try {
            work.run();
        } finally {
            removing.readLock().unlock();
        }
    }

    /** Ends what is under way between two removals. */
    @Override
    public void close() {
        stopping.set(true);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                LOG.warn("The search for garbage has not ended after {} s", SECONDS_TO_STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
