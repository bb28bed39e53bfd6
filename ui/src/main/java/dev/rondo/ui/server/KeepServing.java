package dev.rondo.ui.server;

import dev.rondo.engine.store.StoreException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a server up. One whose engine can do nothing any more, because the disk is full or memory ran out at the wrong
 * place, is closed and opened again, at the same address, until that works: what was acknowledged is in the store, and
 * the rest was never said to be done.
 *
 * <p><b>Threads.</b> {@link #untilClosed} is called by one thread, {@link #close} by any.
 */
public final class KeepServing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeepServing.class);
    private static final long PAUSE_SECONDS = 2;

    private final ServerSettings settings;
    private final CompletableFuture<RuntimeException> closed = new CompletableFuture<>();
    /** Guarded by this. */
    private Server server;

    /** @param server that was started with these settings and is closed from here from now on */
    public KeepServing(Server server, ServerSettings settings) {
        this.server = server;
        this.settings = settings.atPort(server.address().getPort());
    }

    /**
     * Returns when it is closed, or when another process has taken over.
     *
     * @return why this process may not go on; empty when it was closed
     */
    public Optional<StoreException> untilClosed() throws InterruptedException {
        while (true) {
            RuntimeException why = why(current());
            if (closed.isDone()) {
                return Optional.empty();
            }
            if (why instanceof StoreException store && store.kind() == StoreException.Kind.FENCED) {
                return Optional.of(store);
            }
            LOG.error("The engine has stopped; it is opened again: {}", why.getMessage());
            current().close();
            openAgain();
        }
    }

    private RuntimeException why(Server now) throws InterruptedException {
        try {
            return (RuntimeException)
                    CompletableFuture.anyOf(now.engine().ended(), closed).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The end of the engine could not be awaited", e);
        }
    }

    private void openAgain() throws InterruptedException {
        while (!closed.isDone()) {
            try {
                Server next = Server.start(settings);
                LOG.warn("The server is at {} again", next.address());
                put(next);
                return;
            } catch (StoreException | PortInUseException e) {
                LOG.warn(
                        "The server cannot be opened again; tried once more in {} s: {}",
                        PAUSE_SECONDS,
                        e.getMessage());
                pause();
            }
        }
    }

    private void pause() throws InterruptedException {
        try {
            closed.get(PAUSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.debug("Nobody has closed it meanwhile");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized Server current() {
        return server;
    }

    private synchronized void put(Server next) {
        server = next;
        if (closed.isDone()) {
            next.close();
        }
    }

    /** Closes the server that runs now, in order. */
    @Override
    public void close() {
        closed.complete(new IllegalStateException("closed"));
        current().close();
    }
}
