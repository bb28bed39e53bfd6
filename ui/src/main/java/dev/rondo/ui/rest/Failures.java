package dev.rondo.ui.rest;

import dev.rondo.engine.store.StoreException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong with a request into problem+json. What is our own fault is logged, and only its id is sent. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** What is under way by then is durable, on any disk that works. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private Failures() {}

    static void answer(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        Problem problem = problem(context);
        if (response.headWritten()) {
            context.request().connection().close();
            return;
        }
        if (problem.code() == ProblemCode.TOO_MANY_REQUESTS) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        response.setStatusCode(problem.code().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(problem.json().toBuffer());
    }

    static Problem unknownRoute(RoutingContext context) {
        return new Problem(
                ProblemCode.UNKNOWN_ROUTE,
                "There is no " + context.normalizedPath() + " here.",
                "The routes below " + Routes.ROOT + " are described in docs/reference/rest.md.");
    }

    private static Problem problem(RoutingContext context) {
        if (context.failure() instanceof Problem problem) {
            return problem;
        }
        if (context.failure() instanceof StoreException store && isPassing(store)) {
            return new Problem(
                    ProblemCode.NOT_READY,
                    String.valueOf(store.getMessage()),
                    "Nothing was changed. Try again in a few seconds; GET /health/ready says when all is well.");
        }
        if (!readable(context)) {
            return unreadable();
        }
        return switch (context.statusCode()) {
            case 400 -> unreadable();
            case 404 -> unknownRoute(context);
            case 413 ->
                new Problem(
                        ProblemCode.BODY_TOO_LARGE,
                        "The body is longer than this server reads.",
                        "Send less; settings and names are all that a body holds.");
            default -> internal(context);
        };
    }

    /** Whether its path can be decoded; for one that cannot, the router fails with 500. */
    private static boolean readable(RoutingContext context) {
        try {
            context.normalizedPath();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Problem unreadable() {
        return new Problem(
                ProblemCode.BAD_PARAMETER,
                "The address of the request cannot be read.",
                "Escape special characters in it, as RFC 3986 says.");
    }

    private static boolean isPassing(StoreException e) {
        return e.kind() == StoreException.Kind.AWAY
                || e.kind() == StoreException.Kind.CONFLICT
                || e.kind() == StoreException.Kind.CLOSED;
    }

    private static Problem internal(RoutingContext context) {
        String id = UUID.randomUUID().toString();
        LOG.error(
                "Request failed, problem {}: {} {}",
                id,
                context.request().method(),
                context.normalizedPath(),
                context.failure());
        return new Problem(
                ProblemCode.INTERNAL,
                "Rondo itself failed with this request; its log says more under the id " + id + ".",
                "Try again; if it happens again, report it with that part of the log.");
    }
}
