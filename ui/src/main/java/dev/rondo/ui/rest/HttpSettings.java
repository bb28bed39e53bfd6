package dev.rondo.ui.rest;

import java.util.Set;

/**
 * Where the server listens and whom it answers.
 *
 * @param host the address to bind to, such as {@code 127.0.0.1} or {@code 0.0.0.0}
 * @param port the port; 0 for any that is free
 * @param names further host names under which browsers reach the server, without port; the address bound to and those
 *     of this machine itself need not be named
 * @param maxBodyBytes the longest body of a request that is read
 */
public record HttpSettings(String host, int port, Set<String> names, int maxBodyBytes) {
    /** 1 MiB. */
    public static final int DEFAULT_BODY_BYTES = 1 << 20;

    public HttpSettings {
        names = Set.copyOf(names);
        if (host.isBlank()) {
            throw new IllegalArgumentException(
                    "The server needs an address to bind to, such as 127.0.0.1, or 0.0.0.0 for all; got none");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A port is 0 (any that is free) to 65535; got " + port);
        }
        if (maxBodyBytes < 1) {
            throw new IllegalArgumentException("maxBodyBytes is at least 1; got " + maxBodyBytes);
        }
    }

    /** Reachable from this machine alone. */
    public static HttpSettings local(int port) {
        return at("127.0.0.1", port);
    }

    public static HttpSettings at(String host, int port) {
        return new HttpSettings(host, port, Set.of(), DEFAULT_BODY_BYTES);
    }

    /** Also answers under these host names. */
    public HttpSettings named(Set<String> others) {
        return new HttpSettings(host, port, others, maxBodyBytes);
    }
}
