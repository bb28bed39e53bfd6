package dev.rondo.engine.store;

import dev.rondo.engine.artifact.ArtifactException;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.SmallArtifacts;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Reads small artifacts for whoever asks, steps among them: on a thread of its own, since user code can be interrupted
 * and a thread that reads the database must not be.
 */
public final class StoredSmallArtifacts implements SmallArtifacts, AutoCloseable {
    private final Database database;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "rondo-small-artifacts");
        made.setDaemon(true);
        return made;
    });

    public StoredSmallArtifacts(Database database) {
        this.database = database;
    }

    @Override
    public Optional<byte[]> find(Digest digest) {
        return ask("Artifact " + digest, tx -> SmallArtifactTable.find(tx, digest));
    }

    @Override
    public Map<Digest, byte[]> findAll(Collection<Digest> digests) {
        return ask(digests.size() + " small artifacts", tx -> SmallArtifactTable.findAll(tx, digests));
    }

    private <T> T ask(String what, Function<Tx, T> question) {
        try {
            Future<T> answer = thread.submit(() -> database.read(question));
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArtifactException(what + " not read, because the reader was interrupted", e);
        } catch (ExecutionException | RejectedExecutionException e) {
            throw new ArtifactException(
                    what + " cannot be read from the store's tables: " + e.getMessage()
                            + ". Look at the server's log for the state of the store",
                    e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
