package dev.rondo.ui.bench;

import dev.rondo.engine.Engine;
import dev.rondo.ui.rest.HttpSettings;
import dev.rondo.ui.rest.RestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Many requests for runs at the same time, from a client in the same process. The client does as little as it can, like
 * the programs that servers are measured with: one thread writes each connection's requests at once and takes from the
 * answers their status and their length, and the number of the run.
 */
final class RestLoad {
    private static final int CONNECTIONS = 500;
    private static final int PATIENCE_MINUTES = 5;
    private static final String ID = "\"id\":\"";

    private final String prefix = UUID.randomUUID().toString();
    private final int requests;
    private final int port;
    private final CompletableFuture<Result> done = new CompletableFuture<>();
    /** All that follows is of the client's thread. */
    private final Map<String, String> runs = new HashMap<>();

    private final List<String> lost = Collections.synchronizedList(new ArrayList<>());

    private long begin;
    private long beginOnCore;
    private int answered;
    private int created;
    private int repeated;
    private int busy;
    private int failed;

    private RestLoad(int port, int requests) {
        this.port = port;
        this.requests = requests;
    }

    /**
     * What came back; {@code runs} counts different runs, {@code keys} the keys that have one.
     *
     * @param clientMicros time of the client's thread on a core
     */
    record Result(
            double perSecond,
            double clientMicros,
            int created,
            int repeated,
            int busy,
            int failed,
            int runs,
            int keys) {}

    /** Read by another thread only when something has gone wrong. */
    @Override
    public String toString() {
        return answered + " of " + requests + " answered: " + created + " created, " + repeated + " repeated, " + busy
                + " busy, " + failed + " failed; connections lost: " + lost;
    }

    static Result drive(Engine engine, int requests) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try (RestServer server =
                RestServer.start(engine, HttpSettings.at("127.0.0.1", 0), InstantSource.system(), "benchmark")) {
            RestLoad load = new RestLoad(server.port(), requests);
            vertx.runOnContext(start -> load.send(vertx.createNetClient()));
            return load.await();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private Result await() {
        try {
            return done.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Not all requests were answered: " + this, e);
        }
    }

    private void send(NetClient client) {
        begin = System.nanoTime();
        beginOnCore = onCore();
        int connections = Math.min(CONNECTIONS, requests);
        for (int c = 0; c < connections; c++) {
            List<String> keys = new ArrayList<>();
            for (int i = c; i < requests; i += connections) {
                // Every tenth repeats the key of the one before it, which may still be under way.
                keys.add(prefix + "-" + (i % 10 == 9 ? i - 1 : i));
            }
            Future<NetSocket> connected = client.connect(port, "127.0.0.1");
            connected.onComplete(socket -> write(socket, keys), e -> {
                failed += keys.size();
                answered(keys.size());
            });
        }
    }

    private void write(NetSocket socket, List<String> keys) {
        Answers answers = new Answers(keys);
        socket.handler(answers.parser);
        socket.exceptionHandler(e -> lost.add(e.toString()));
        socket.closeHandler(closed -> answers.over());
        Buffer all = Buffer.buffer();
        for (String key : keys) {
            all.appendString("POST /api/v1/pipelines/single/runs HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nIdempotency-Key: " + key
                    + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        }
        var unused = socket.write(all);
    }

    /** Takes the answers of one connection apart, which come in the order of its requests. */
    private final class Answers {
        private final List<String> keys;
        private final RecordParser parser = RecordParser.newDelimited("\r\n\r\n", this::part);
        private String head = "";
        private int at;

        Answers(List<String> keys) {
            this.keys = keys;
        }

        private void part(Buffer part) {
            if (head.isEmpty()) {
                head = part.toString();
                parser.fixedSizeMode(length(head));
            } else {
                heard(keys.get(at++), head.substring(9, 12), part.toString());
                head = "";
                parser.delimitedMode("\r\n\r\n");
            }
        }

        /** The connection is closed; what it has not answered by now is not answered. */
        private void over() {
            int missing = keys.size() - at;
            if (missing > 0) {
                lost.add("closed with " + missing + " of " + keys.size() + " requests unanswered");
                failed += missing;
                answered(missing);
            }
        }
    }

    private static int length(String head) {
        String name = "content-length: ";
        int from = head.toLowerCase(Locale.ROOT).indexOf(name) + name.length();
        int to = head.indexOf('\r', from);
        return Integer.parseInt(head.substring(from, to < 0 ? head.length() : to));
    }

    private void heard(String key, String status, String body) {
        if (status.equals("201") || status.equals("200")) {
            created += status.equals("201") ? 1 : 0;
            repeated += status.equals("200") ? 1 : 0;
            int from = body.indexOf(ID) + ID.length();
            String run = body.substring(from, body.indexOf('"', from));
            String before = runs.put(key, run);
            if (before != null && !before.equals(run)) {
                failed++;
            }
        } else if (status.equals("429")) {
            busy++;
        } else {
            failed++;
        }
        answered(1);
    }

    private void answered(int count) {
        answered += count;
        if (answered == requests) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            double micros = (onCore() - beginOnCore) / 1e3;
            int different = new HashSet<>(runs.values()).size();
            done.complete(
                    new Result(requests / seconds, micros, created, repeated, busy, failed, different, runs.size()));
        }
    }

    private static long onCore() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
