package dev.rondo.ui.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Serves the page's files from Rondo's own jar, from memory after the first request.
 *
 * <p>Every answer carries a strict content security policy: scripts, styles, images and requests come from this server
 * alone, and nothing inline is run. Browsers ask again each time and mostly get {@code 304}.
 *
 * <p>Threads: safe for many threads; the first read of a file is short (a few kilobytes from the jar).
 */
public final class WebPage {
    /** Where the files lie on the class path; the page's name is the path of its address. */
    static final String ROOT = "/dev/rondo/ui/web/";

    private static final Pattern NAME = Pattern.compile("([a-z][a-z0-9-]*/)?[A-Za-z][A-Za-z0-9-]*\\.[a-z]+");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "json", "application/json",
            "txt", "text/plain; charset=utf-8",
            "svg", "image/svg+xml");
    private static final String POLICY =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
                    + "form-action 'self'; frame-ancestors 'none'";

    private record Content(String type, String tag, Buffer bytes) {}

    private final Map<String, Content> read = new ConcurrentHashMap<>();

    /** Adds the page to a router; routes that were added before, such as REST, go first. */
    public void mountOn(Router router) {
        router.get("/*").handler(this::serve);
        router.head("/*").handler(this::serve);
    }

    /** The headers that keep a browser from doing what the page never asks for. */
    public static void protect(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    private void serve(RoutingContext context) {
        String path = context.request().path();
        String name = path.equals("/") ? "index.html" : path.substring(1);
        Optional<Content> found = content(name);
        if (found.isEmpty()) {
            context.next();
            return;
        }
        Content content = found.get();
        HttpServerResponse response = context.response();
        protect(response);
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").putHeader(HttpHeaders.ETAG, content.tag());
        if (content.tag().equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, content.type());
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader(
                            HttpHeaders.CONTENT_LENGTH,
                            Integer.toString(content.bytes().length()))
                    .end();
        } else {
            response.end(content.bytes());
        }
    }

    /** Only plain names with a known ending exist: no dots, no empty parts, no escapes lead out of the root. */
    private Optional<Content> content(String name) {
        Content known = read.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        try (InputStream in = WebPage.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readAllBytes();
            Content content = new Content(type, tag(bytes), Buffer.buffer(bytes));
            read.put(name, content);
            return Optional.of(content);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name + " of the web page from Rondo's own jar", e);
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
