package dev.rondo.ui.rest;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The table of routes. A route is a function from a request to an answer and runs in the worker pool, so it may wait for
 * the engine and the store; what wants the connection itself, such as a stream, is added raw and runs on the event loop.
 */
final class Routes {
    static final String ROOT = "/api/v1";
    private static final Set<HttpMethod> CHANGING = Set.of(HttpMethod.POST, HttpMethod.PUT);

    /** Answers a request, or throws a {@link Problem}. */
    @FunctionalInterface
    interface Route {
        Answer answer(Call call);
    }

    /** Begins what a request asks for, in the worker pool; the stage completes with the answer, on any thread. */
    @FunctionalInterface
    interface SlowRoute {
        CompletionStage<Answer> begin(Call call);
    }

    private final WorkerExecutor workers;
    /** Why nothing can be changed at the moment; empty when it can. */
    private final Supplier<Optional<String>> obstacle;

    private final Map<String, Map<HttpMethod, Handler<RoutingContext>>> handlers = new LinkedHashMap<>();

    Routes(WorkerExecutor workers, Supplier<Optional<String>> obstacle) {
        this.workers = workers;
        this.obstacle = obstacle;
    }

    /** Adds a route below {@link #ROOT}. */
    void get(String path, Route route) {
        absolute(
                HttpMethod.GET,
                ROOT + path,
                context -> serve(context, call -> {
                    Answer answer = route.answer(call);
                    call.refuseUnknownParameters();
                    return answer;
                }));
    }

    /** Adds a route that changes something; while the engine does not work, it is refused. */
    void post(String path, Route route) {
        changing(HttpMethod.POST, path, route);
    }

    /**
     * Adds a route that changes something and holds no thread until that is durable, so that the changes of many requests
     * share a commit.
     *
     * @param most requests at a time; more are told to come again, and nothing of theirs is kept
     */
    void post(String path, int most, SlowRoute route) {
        Semaphore places = new Semaphore(most);
        absolute(HttpMethod.POST, ROOT + path, context -> {
            if (refusesBody(context)) {
                return;
            }
            if (!places.tryAcquire()) {
                context.fail(new Problem(
                        ProblemCode.TOO_MANY_REQUESTS,
                        "As many requests of this kind as this server takes at a time, " + most + ", are under way.",
                        "Send it again after the seconds that Retry-After says, with the same Idempotency-Key."));
                return;
            }
            Call call = call(context);
            Context loop = context.vertx().getOrCreateContext();
            workers.executeBlocking(
                            () -> {
                                refuseObstacle();
                                return route.begin(call);
                            },
                            false)
                    .compose(begun -> Future.fromCompletionStage(begun, loop))
                    .onComplete(answer -> {
                        places.release();
                        respond(context, answer);
                    });
        });
    }

    /** Adds a route that sets something to what the body says; refused as with {@link #post}. */
    void put(String path, Route route) {
        changing(HttpMethod.PUT, path, route);
    }

    private void changing(HttpMethod method, String path, Route route) {
        absolute(
                method,
                ROOT + path,
                context -> serve(context, call -> {
                    refuseObstacle();
                    return route.answer(call);
                }));
    }

    void raw(String path, Handler<RoutingContext> handler) {
        absolute(HttpMethod.GET, ROOT + path, handler);
    }

    void rawPost(String path, Handler<RoutingContext> handler) {
        absolute(HttpMethod.POST, ROOT + path, handler);
    }

    /** Adds a route outside of {@link #ROOT}. */
    void top(String path, Route route) {
        absolute(HttpMethod.GET, path, context -> serve(context, route));
    }

    /** Every route as {@code GET /api/v1/runs}, in the order in which they were added. */
    List<String> described() {
        List<String> described = new ArrayList<>();
        handlers.forEach((path, byMethod) -> byMethod.keySet().forEach(method -> described.add(method + " " + path)));
        return described;
    }

    void mountOn(Router router) {
        handlers.forEach((path, byMethod) -> {
            byMethod.forEach((method, handler) -> {
                router.route(method, path).handler(handler);
                if (method.equals(HttpMethod.GET)) {
                    router.route(HttpMethod.HEAD, path).handler(handler);
                }
            });
            String allowed = byMethod.keySet().stream()
                    .map(method -> method.equals(HttpMethod.GET) ? "GET, HEAD" : method.name())
                    .collect(Collectors.joining(", "));
            router.route(path).handler(context -> {
                context.response().putHeader(HttpHeaders.ALLOW, allowed);
                context.fail(new Problem(
                        ProblemCode.METHOD_NOT_ALLOWED,
                        context.request().method() + " is not possible on " + context.normalizedPath() + ".",
                        "Use " + allowed + "."));
            });
        });
    }

    private void absolute(HttpMethod method, String path, Handler<RoutingContext> handler) {
        handlers.computeIfAbsent(path, p -> new LinkedHashMap<>()).put(method, handler);
    }

    void serve(RoutingContext context, Route route) {
        if (!refusesBody(context)) {
            Call call = call(context);
            workers.executeBlocking(() -> route.answer(call), false).onComplete(answer -> respond(context, answer));
        }
    }

    private void refuseObstacle() {
        obstacle.get().ifPresent(why -> {
            throw new Problem(ProblemCode.NOT_READY, why, "Try again when GET /health/ready answers 200.");
        });
    }

    private static boolean refusesBody(RoutingContext context) {
        boolean refused = !json(context);
        if (refused) {
            context.fail(new Problem(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "A body of type \"" + context.request().getHeader(HttpHeaders.CONTENT_TYPE)
                            + "\" is not read here.",
                    "Send JSON with Content-Type: application/json."));
        }
        return refused;
    }

    private static void respond(RoutingContext context, AsyncResult<Answer> answer) {
        if (answer.succeeded()) {
            write(context.response(), answer.result());
        } else {
            Throwable cause = answer.cause();
            boolean wrapped = cause instanceof CompletionException && cause.getCause() != null;
            context.fail(wrapped ? cause.getCause() : cause);
        }
    }

    static Call call(RoutingContext context) {
        Buffer body = context.body().buffer();
        return new Call(
                context.pathParams(),
                context.queryParams(),
                context.request().headers(),
                body == null ? Buffer.buffer() : body);
    }

    private static boolean json(RoutingContext context) {
        Buffer body = context.body().buffer();
        if (body == null
                || body.length() == 0
                || !CHANGING.contains(context.request().method())) {
            return true;
        }
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    }

    private static void write(HttpServerResponse response, Answer answer) {
        if (response.closed()) {
            return;
        }
        answer.headers().forEach(response::putHeader);
        response.setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, answer.type())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(answer.body());
    }
}
