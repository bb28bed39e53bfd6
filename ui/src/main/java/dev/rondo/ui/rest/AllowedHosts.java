package dev.rondo.ui.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps pages of other sites from using a browser to reach this server. A host name that somebody else's name server
 * points here (DNS rebinding) is not one of ours, and a page of another origin may not change anything.
 *
 * <p>Threads: immutable, safe for many threads.
 */
final class AllowedHosts {
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    /** Bound to all addresses, any of them is ours; rebinding needs a name. */
    private final boolean anyAddress;

    AllowedHosts(HttpSettings settings) {
        settings.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        names.add(bracketed(settings.host().toLowerCase(Locale.ROOT)));
        this.anyAddress = EVERYWHERE.contains(settings.host());
    }

    /** What is wrong with where the request says that it goes or comes from; empty when nothing is. */
    Optional<Problem> objection(HttpServerRequest request) {
        HostAndPort asked = request.authority();
        String host = asked == null ? "" : bracketed(asked.host().toLowerCase(Locale.ROOT));
        if (!names.contains(host) && !(anyAddress && ADDRESS.matcher(host).matches())) {
            return Optional.of(new Problem(
                    ProblemCode.FOREIGN_HOST,
                    host.isEmpty()
                            ? "The request does not say which host it is for."
                            : "This server does not answer for the host \"" + host + "\".",
                    "Use the address it is bound to, or start it with this name among the names it is known by."));
        }
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        return reads ? Optional.empty() : foreignOrigin(request, String.valueOf(asked));
    }

    private static Optional<Problem> foreignOrigin(HttpServerRequest request, String authority) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader("Sec-Fetch-Site");
        boolean foreign = origin != null
                ? !sameHost(origin, request.getHeader(HttpHeaders.HOST), authority)
                : "cross-site".equals(site) || "same-site".equals(site);
        return foreign
                ? Optional.of(new Problem(
                        ProblemCode.FOREIGN_ORIGIN,
                        "A page of " + (origin == null ? "another site" : "\"" + origin + "\"")
                                + " may not change anything here.",
                        "Use the page of this server, or a client that is no browser."))
                : Optional.empty();
    }

    private static boolean sameHost(String origin, String header, String authority) {
        String host = header == null ? authority : header;
        int scheme = origin.indexOf("://");
        return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
