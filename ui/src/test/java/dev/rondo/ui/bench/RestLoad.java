package dev.rondo.ui.bench;

import dev.rondo.engine.Engine;
import dev.rondo.ui.rest.HttpSettings;
import dev.rondo.ui.rest.RestServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Many requests for runs at the same time, from a client in the same process. */
final class RestLoad {
    private static final int CONNECTIONS = 500;
    private static final int PIPELINED = 20;
    private static final int PATIENCE_MINUTES = 5;

    private final String prefix = UUID.randomUUID().toString();
    private final Map<String, String> runs = new ConcurrentHashMap<>();
    private final AtomicInteger created = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    private RestLoad() {}

    /** What came back; {@code runs} counts different runs, {@code keys} the keys that have one. */
    record Result(double perSecond, int created, int repeated, int busy, int failed, long runs, int keys) {}

    static Result drive(Engine engine, int requests) {
        Vertx vertx = Vertx.vertx();
        try (RestServer server =
                RestServer.start(engine, HttpSettings.at("127.0.0.1", 0), InstantSource.system(), "benchmark")) {
            HttpClient client = vertx.createHttpClient(
                    new HttpClientOptions()
                            .setPipelining(true)
                            .setPipeliningLimit(PIPELINED)
                            .setDefaultHost("127.0.0.1")
                            .setDefaultPort(server.port()),
                    new PoolOptions().setHttp1MaxSize(CONNECTIONS));
            return new RestLoad().send(client, requests);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private Result send(HttpClient client, int requests) throws InterruptedException {
        CountDownLatch open = new CountDownLatch(requests);
        long begin = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            // Every tenth repeats the key of the one before it, which may still be under way.
            String key = prefix + "-" + (i % 10 == 9 ? i - 1 : i);
            client.request(HttpMethod.POST, "/api/v1/pipelines/single/runs")
                    .compose(request -> request.putHeader("Idempotency-Key", key)
                            .putHeader("Content-Type", "application/json")
                            .send("{}"))
                    .compose(response -> response.body().map(body -> {
                        heard(key, response.statusCode(), body.toString());
                        return body;
                    }))
                    .onComplete(done -> {
                        if (done.failed()) {
                            failed.incrementAndGet();
                        }
                        open.countDown();
                    });
        }
        if (!open.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException(open.getCount() + " requests were never answered");
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long different = runs.values().stream().distinct().count();
        return new Result(
                requests / seconds, created.get(), repeated.get(), busy.get(), failed.get(), different, runs.size());
    }

    private void heard(String key, int status, String body) {
        if (status == 201 || status == 200) {
            (status == 201 ? created : repeated).incrementAndGet();
            String run = new JsonObject(body).getString("id");
            String before = runs.put(key, run);
            if (before != null && !before.equals(run)) {
                failed.incrementAndGet();
            }
        } else {
            (status == 429 ? busy : failed).incrementAndGet();
        }
    }
}
