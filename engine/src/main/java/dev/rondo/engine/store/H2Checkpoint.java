package dev.rondo.engine.store;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * Writes into the file of H2 what was committed before it began, beside the commits that follow. Which pages these are is
 * settled when it begins, by the thread that writes and between two of its transactions: H2 notes the roots of its maps
 * one after the other, so a transaction meanwhile would be half in the file. To write them takes longer, and is done
 * by threads that H2 has only as long as it may write on its own; that is allowed here, with a delay that is never over.
 *
 * <p><b>Threads:</b> the one that writes; one of its own waits for the disk.
 */
final class H2Checkpoint {
    private static final int NEVER_OVER = Integer.MAX_VALUE;
    /** As a delay, it tells H2 never to write on its own because time has passed or a transaction has ended. */
    private static final int NEVER = -1;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final MVStore store;
    private final long version;
    /** Until it has ended H2 uses no space again that the file as it was needs. */
    private final MVStore.TxCounter held;

    private final CompletableFuture<Void> forced = new CompletableFuture<>();

    private H2Checkpoint(MVStore store, long version, MVStore.TxCounter held) {
        this.store = store;
        this.version = version;
        this.held = held;
    }

    /** H2 never writes on its own from now on, but for a transaction that is too large. */
    static void only(MVStore store) {
        // H2 waits for threads of its own here, and forgets an interrupt that ends the wait.
        boolean interrupted = Thread.interrupted();
        try {
            store.setAutoCommitDelay(NEVER);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Empty, and nothing is written, if there is nothing to write, or H2 does not begin. */
    static Optional<H2Checkpoint> begin(MVStore store) throws SQLException {
        if (!store.hasUnsavedChanges()) {
            return Optional.empty();
        }
        MVStore.TxCounter held = store.registerVersionUsage();
        try {
            store.setAutoCommitDelay(NEVER_OVER);
            long version = store.tryCommit();
            if (version < 0) {
                store.deregisterVersionUsage(held);
                only(store);
                return Optional.empty();
            }
            var checkpoint = new H2Checkpoint(store, version, held);
            var thread = new Thread(checkpoint::force, "rondo-checkpoint");
            thread.setDaemon(true);
            thread.start();
            return Optional.of(checkpoint);
        } catch (MVStoreException e) {
            throw failed(e);
        }
    }

    private void force() {
        try {
            while (store.getFileStore().lastChunkVersion() < version) {
                MVStoreException panic = store.getPanicException();
                if (panic != null) {
                    throw panic;
                }
                if (store.isClosed()) {
                    throw new IllegalStateException("The file was closed meanwhile");
                }
                LockSupport.parkNanos(LOOK_NANOS);
                Thread.interrupted(); // nobody has a reason to
            }
            store.sync();
            forced.complete(null);
        } catch (Throwable e) { // whoever waits for the end must hear of it
            forced.completeExceptionally(e);
        }
    }

    /** Whether it has ended, well or not. */
    boolean isOver() {
        return forced.isDone();
    }

    /** Waits until the disk has all of it. */
    void end() throws SQLException {
        try {
            forced.join();
            store.deregisterVersionUsage(held);
            only(store);
        } catch (CompletionException | MVStoreException e) {
            throw failed(e);
        }
    }

    private static SQLException failed(RuntimeException e) {
        return new SQLException("What was committed could not be written into the file", e);
    }
}
