package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import dev.rondo.ui.web.WebPage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an engine over HTTP, together with the web page. The engine is not closed with it.
 *
 * <p>Threads: safe for many threads. Requests wait for the engine and the store on threads of a pool of their own.
 */
public final class RestServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
    private static final int EVENT_LOOPS = 2;
    private static final int WORKERS = 8;
    private static final int IDLE_SECONDS = 90;
    private static final int PATIENCE_SECONDS = 10;

    private final Vertx vertx;
    private final LiveStream live;
    private final HttpServer server;
    private final List<String> routes;

    private RestServer(Vertx vertx, LiveStream live, HttpServer server, List<String> routes) {
        this.vertx = vertx;
        this.live = live;
        this.server = server;
        this.routes = routes;
    }

    /** Starts to listen; what is not deployed cannot be planned. */
    public static RestServer start(Engine engine, HttpSettings settings, InstantSource clock, String version) {
        return start(engine, settings, clock, version, place -> new OtherCode.Found(List.of(), List.of()));
    }

    /**
     * Starts to listen.
     *
     * @param version of the program, such as {@code 0.1.0}
     * @param otherCode loads code that is not deployed, for plans
     * @throws IllegalStateException when the address cannot be bound, with the reason
     */
    public static RestServer start(
            Engine engine, HttpSettings settings, InstantSource clock, String version, OtherCode otherCode) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("rondo-rest", WORKERS, 10, TimeUnit.MINUTES);
        ModelRoutes models = new ModelRoutes(engine);
        TriggerRoutes triggers = new TriggerRoutes(engine, clock);
        LiveStream live = new LiveStream(engine, new DescribeChanges(engine, clock, models, triggers), vertx);
        Routes routes = new Routes(workers, () -> obstacle(engine));
        new StepRoutes(engine, clock).addTo(routes);
        RunRoutes runs = new RunRoutes(engine, clock);
        Executor threads = task -> workers.executeBlocking(
                () -> {
                    task.run();
                    return true;
                },
                false);
        StartRun start = new StartRun(engine, clock, runs, threads);
        new PipelineRoutes(engine, clock, start, models, triggers, otherCode).addTo(routes);
        runs.addTo(routes);
        new LogRoutes(engine, workers).addTo(routes);
        new BackfillRoutes(engine, clock).addTo(routes);
        models.addTo(routes);
        triggers.addTo(routes);
        live.addTo(routes);
        new PoolRoutes(engine).addTo(routes);
        new AdoptionRoutes(engine).addTo(routes);
        new BackupRoutes(engine, workers).addTo(routes);
        new GarbageRoutes(engine).addTo(routes);
        new ExportRoute(engine, workers).addTo(routes);
        new HealthRoutes(engine, version).addTo(routes);
        new InvariantRoutes(engine).addTo(routes);
        new MetricRoutes(engine).addTo(routes);
        new OpenApiRoute(version).addTo(routes);
        try {
            HttpServer server = await(vertx.createHttpServer(
                            new HttpServerOptions().setIdleTimeout(IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS))
                    .requestHandler(router(vertx, settings, routes))
                    .listen(settings.port(), settings.host()));
            return new RestServer(vertx, live, server, routes.described());
        } catch (CompletionException e) {
            live.close();
            vertx.close();
            throw new IllegalStateException(
                    "Cannot listen on " + settings.host() + ":" + settings.port() + ": "
                            + Optional.ofNullable(e.getCause()).orElse(e).getMessage()
                            + ". Stop what uses that port, or choose another with --port",
                    e);
        }
    }

    /** The port it listens on, also when any was asked for. */
    public int port() {
        return server.actualPort();
    }

    /** What it serves below {@code /api/v1} and beside it, as {@code GET /api/v1/runs}. */
    List<String> routes() {
        return routes;
    }

    private static Router router(Vertx vertx, HttpSettings settings, Routes routes) {
        AllowedHosts hosts = new AllowedHosts(settings);
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            WebPage.protect(context.response());
            hosts.objection(context.request()).ifPresentOrElse(context::fail, context::next);
        });
        router.route().handler(BodyHandler.create(false).setBodyLimit(settings.maxBodyBytes()));
        routes.mountOn(router);
        router.route("/api/*").handler(context -> context.fail(Failures.unknownRoute(context)));
        new WebPage().mountOn(router);
        router.route().handler(context -> context.fail(Failures.unknownRoute(context)));
        router.route().failureHandler(Failures::answer);
        router.errorHandler(400, Failures::answer);
        router.errorHandler(500, Failures::answer);
        return router;
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    /** Ends the streams, then the connections, then the threads; ten seconds at most. */
    @Override
    public void close() {
        live.close();
        try {
            server.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The HTTP server did not end within {} seconds; its threads are left behind", PATIENCE_SECONDS);
        }
    }

    private static Optional<String> obstacle(Engine engine) {
        return engine.ready() ? engine.trouble() : Optional.of("The engine has not started yet, or is being closed.");
    }
}
