package dev.rondo.ui.server;

import dev.rondo.engine.Engine;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.executor.local.LocalExecutor;
import dev.rondo.ui.code.UserCode;
import dev.rondo.ui.rest.HttpSettings;
import dev.rondo.ui.rest.RestServer;
import dev.rondo.ui.server.ServerSettings.Work;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * A running server: engine, pipelines and HTTP, opened in order and closed in the opposite one.
 *
 * <p><b>Threads.</b> {@link #start} and {@link #close} are called by one thread each; the rest is safe for many.
 */
public final class Server implements AutoCloseable {
    /** Folder of a home that holds the code it has seen. */
    private static final String CODE = "code";

    private final Engine engine;
    private final UserCode code;
    private final RestServer http;
    private final URI address;

    private Server(Engine engine, UserCode code, RestServer http, URI address) {
        this.address = address;
        this.engine = engine;
        this.code = code;
        this.http = http;
    }

    /**
     * Opens the home, loads the pipelines, listens, and takes up what a former process left unfinished.
     *
     * @throws dev.rondo.engine.store.StoreException when the home is in use, damaged or not supported
     * @throws PortInUseException when somebody else listens there; nothing has been started then
     */
    public static Server start(ServerSettings settings) {
        Path archive = settings.engine().home().resolve(CODE);
        FutureTask<UserCode> loading = new FutureTask<>(() -> UserCode.load(settings.pipelines(), archive));
        new Thread(loading, "rondo-code").start(); // beside the opening of the home, for a quick start
        Engine engine = Engine.open(
                settings.engine(),
                InstantSource.system(),
                call -> new LocalExecutor(settings.slots(), call),
                UserCode.archived(archive));
        RestServer http = null;
        try {
            UserCode code = loaded(loading);
            engine.deploy(code.catalog(), deployments(code, settings.work()));
            http = listen(engine, settings, archive);
            if (settings.work() != Work.QUESTIONS) {
                engine.start();
            }
            return new Server(engine, code, http, address(settings.host(), http.port()));
        } catch (RuntimeException | Error e) {
            if (http != null) {
                http.close();
            }
            engine.close();
            throw e;
        }
    }

    private static UserCode loaded(FutureTask<UserCode> loading) {
        try {
            return loading.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The pipelines' code could not be loaded: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The start was interrupted", e);
        }
    }

    /** Such as {@code 0.1.0}; {@code development} when it does not run from its jar. */
    public static String version() {
        return Optional.ofNullable(Server.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    private static RestServer listen(Engine engine, ServerSettings settings, Path archive) {
        try {
            return RestServer.start(
                    engine,
                    HttpSettings.at(settings.host(), settings.port()),
                    InstantSource.system(),
                    version(),
                    new CodeForPlans(archive)::load);
        } catch (IllegalStateException e) {
            boolean taken = Stream.iterate(e.getCause(), Objects::nonNull, Throwable::getCause)
                    .anyMatch(BindException.class::isInstance);
            throw taken ? new PortInUseException(settings.host(), settings.port(), e) : e;
        }
    }

    private static URI address(String host, int port) {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    private static List<Deployment> deployments(UserCode code, Work work) {
        return work == Work.EVERYTHING
                ? code.deployments()
                : code.deployments().stream()
                        .map(d -> Deployment.of(d.pipeline().withoutTriggers(), d.code()))
                        .toList();
    }

    public Engine engine() {
        return engine;
    }

    /** The pipelines it serves, and what was wrong with others. */
    public UserCode code() {
        return code;
    }

    /** Where it listens, such as {@code http://127.0.0.1:7070}. */
    public URI address() {
        return address;
    }

    /** Ends in order: no new requests, running attempts stopped (they begin again at the next start), home closed. */
    @Override
    public void close() {
        http.close();
        engine.close();
    }
}
