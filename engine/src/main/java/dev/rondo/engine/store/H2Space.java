package dev.rondo.engine.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the open file of H2 near the size of what is in it. Every checkpoint is a chunk of the file, and its space is used
 * again once nothing in it is needed any more; a single row that stays keeps all of its chunk. H2 copies such rows together
 * in a background thread, which would write when we do not expect it; so it is done here, after a checkpoint, if the file is
 * larger than {@value #SMALL} bytes and less than half of it is needed, together with what H2 forgets ({@link H2Strays});
 * docs/decisions/0012 has the figures.
 *
 * <p><b>Threads:</b> the one that writes.
 */
final class H2Space {
    private static final long SMALL = 8L << 20;
    /** Chunks of which less than so many percent are needed are given up. */
    private static final int SPARSE = 50;

    /** So many bytes are copied at a time, which takes some tens of milliseconds. */
    private static final int COPIED_AT_ONCE = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(H2Space.class);

    private final H2Strays strays = new H2Strays();
    private boolean looksForStrays = true;

    /** To be called when a checkpoint has ended, before the next one begins. */
    void tidy(Connection writer) throws SQLException {
        if (isSparse(writer)) {
            if (looksForStrays) {
                giveUpStrays(store(writer));
            }
            copyTogether(writer);
        }
    }

    /** What H2 writes about its file is its own affair, so whatever goes wrong with reading it harms nobody else. */
    private void giveUpStrays(MVStore store) {
        try {
            strays.giveUp(store, SPARSE);
        } catch (RuntimeException e) {
            looksForStrays = false;
            LOG.warn(
                    "The database file may grow until the next orderly stop: what nothing leads to in it could not be found"
                            + " out, and is looked for no more",
                    e);
        }
    }

    /** Copies what is needed out of chunks in which little is, and returns once the disk has the copies. */
    static void copyTogether(Connection writer) throws SQLException {
        try {
            store(writer).compact(SPARSE, COPIED_AT_ONCE);
        } catch (MVStoreException e) {
            throw new SQLException("What is needed in the file could not be copied together", e);
        }
        // The space of the old copies is used by commits to come; until then the new ones must be safe.
        H2.sync(writer);
    }

    private static boolean isSparse(Connection writer) throws SQLException {
        try {
            FileStore<?> file = store(writer).getFileStore();
            return file.size() > SMALL && file.getChunksFillRate() < SPARSE;
        } catch (MVStoreException e) {
            throw new SQLException("How much of the file is needed could not be found out", e);
        }
    }

    static MVStore store(Connection connection) throws SQLException {
        SessionLocal session =
                (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        return session.getDatabase().getStore().getMvStore();
    }
}
