package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.feed.FeedEntry;
import dev.rondo.engine.feed.Subscription;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what changes to everybody who listens, as server-sent events. A client that comes back with the id of the last
 * event it saw gets what it missed, or is told to load afresh when that is too much or no longer kept.
 *
 * <p>Threads: one of its own describes changes and lets clients in, one after the other, so that none misses anything.
 */
final class LiveStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int MOST_MISSED = 2000;
    private static final String COMES_BACK_AFTER_MILLIS = "1000";

    private final Engine engine;
    private final DescribeChanges describe;
    private final Vertx vertx;
    private final List<LiveClient> clients = new CopyOnWriteArrayList<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "rondo-live");
        thread.setDaemon(true);
        return thread;
    });
    private final Subscription subscription;
    private final long heartbeat;
    /** Up to this change clients know everything; touched by the worker alone. */
    private long sent;

    LiveStream(Engine engine, DescribeChanges describe, Vertx vertx) {
        this.engine = engine;
        this.describe = describe;
        this.vertx = vertx;
        this.sent = engine.feed().newest();
        this.subscription = engine.feed().subscribe(sent, entries -> submit(() -> tell(entries)));
        this.heartbeat = vertx.setPeriodic(HEARTBEAT.toMillis(), tick -> clients.forEach(LiveClient::heartbeat));
    }

    void addTo(Routes routes) {
        routes.raw("/events", this::open);
    }

    private void open(RoutingContext context) {
        Call call = Routes.call(context);
        Optional<PipelineName> pipeline = call.query("pipeline").map(Deployed::named);
        Optional<RunId> run = call.query("run").map(new Deployed(engine)::run);
        Optional<Long> last = Optional.ofNullable(call.headers().get("Last-Event-ID"))
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
        HttpServerResponse response = context.response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no");
        if (context.request().method().name().equals("HEAD")) {
            response.end();
            return;
        }
        LiveClient client = new LiveClient(vertx.getOrCreateContext(), response, pipeline, run);
        response.closeHandler(gone -> clients.remove(client));
        response.exceptionHandler(broken -> clients.remove(client));
        submit(() -> letIn(client, last));
    }

    /** On the worker: nothing is sent to others meanwhile, so there is no gap. */
    private void letIn(LiveClient client, Optional<Long> last) {
        // An id without data: should the connection break before the first event, the client says where it was.
        client.send(sent, "retry: " + COMES_BACK_AFTER_MILLIS + "\nid: " + last.orElse(sent) + "\n\n: open\n\n");
        last.ifPresent(id -> replay(client, id));
        clients.add(client);
    }

    private void replay(LiveClient client, long last) {
        if (last == sent) {
            return;
        }
        boolean kept = last < sent && last >= engine.feed().oldest() - 1;
        List<FeedEntry> missed = new ArrayList<>();
        long at = last;
        while (kept && at < sent && missed.size() <= MOST_MISSED) {
            List<FeedEntry> some = engine.feed().since(at, 500).stream()
                    .filter(entry -> entry.seq() <= sent)
                    .toList();
            missed.addAll(some);
            at = some.isEmpty() ? sent : some.get(some.size() - 1).seq();
        }
        if (kept && missed.size() <= MOST_MISSED) {
            client.send(describe.of(missed));
        } else {
            client.send(sent, LiveEvent.reset(sent));
        }
    }

    private void tell(List<FeedEntry> entries) {
        if (!clients.isEmpty()) {
            List<LiveEvent> events = describe.of(entries);
            clients.forEach(client -> client.send(events));
        }
        sent = entries.get(entries.size() - 1).seq();
    }

    private void submit(Runnable work) {
        try {
            worker.execute(() -> {
                try {
                    work.run();
                } catch (StoreException e) {
                    LOG.warn("Changes could not be read for the live stream; listeners are told to load afresh", e);
                    clients.forEach(client -> client.send(sent, LiveEvent.reset(sent)));
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The live stream is closed");
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(heartbeat);
        subscription.close();
        worker.shutdown();
        clients.forEach(LiveClient::end);
    }
}
