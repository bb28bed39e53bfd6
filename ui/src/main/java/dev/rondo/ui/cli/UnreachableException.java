package dev.rondo.ui.cli;

import java.net.URI;

/** No server answers at an address. */
final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreachableException(URI server, Exception cause) {
        super(
                "No server answers at " + server + " (" + cause
                        + "). Start one with `rondo serve`, name another address"
                        + " with --server or RONDO_SERVER, or run without a server by --home DIR --pipelines JAR-OR-DIR",
                cause);
    }
}
