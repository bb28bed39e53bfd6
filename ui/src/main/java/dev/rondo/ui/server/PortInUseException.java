package dev.rondo.ui.server;

/** Another program listens where the server was to listen. */
public final class PortInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortInUseException(String host, int port, Throwable cause) {
        super(
                "Port " + port + " of " + host + " is in use by another program. Stop that one, or choose another port"
                        + " with --port (0 takes any that is free)",
                cause);
    }
}
