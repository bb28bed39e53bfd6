package dev.rondo.ui.fault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server under load, killed and started again, round after round. What it has acknowledged is remembered here and must
 * be there ever after; what it left open is asked for again with the same key and must exist once.
 */
final class KillRounds {
    private static final int CLIENTS = 3;
    private static final int RUNS_PER_CLIENT = 12;
    private static final int CHECK_ALL_EVERY = 10;
    private static final List<String> PIPELINES = List.of("wide", "chain", "each", "either", "growing");

    private final ServerProcess.Setup setup;
    private final long seed;
    private final Random random;
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, JsonObject> asked = new ConcurrentHashMap<>();
    private final Queue<String> history = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> files = new TreeMap<>();
    private int repeated;
    private int killedEarly;
    private int fannedOut;

    KillRounds(ServerProcess.Setup setup, long seed) {
        this.setup = setup;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Takes the rounds, and answers what happened in one line. */
    String take(int rounds) throws Exception {
        try {
            for (int round = 1; round <= rounds; round++) {
                round(round);
            }
            return end(rounds);
        } catch (AssertionError | Exception e) {
            List<String> told = List.copyOf(history);
            throw new AssertionError(
                    "Seed " + seed + ", history: " + told.subList(Math.max(0, told.size() - 60), told.size()) + ": "
                            + e.getMessage() + "\nAgain: -Dfault.seed=" + seed,
                    e);
        }
    }

    private void round(int round) throws Exception {
        note("round " + round);
        if (random.nextInt(5) == 0) {
            try (ServerProcess early = ServerProcess.start(setup)) {
                rest(200 + random.nextInt(1_500));
                early.kill();
                killedEarly++;
                note("killed while starting");
            }
        }
        try (ServerProcess server = ServerProcess.start(setup).ready()) {
            note("ready");
            askAgain(server);
            keepsItsWord(server, round % CHECK_ALL_EVERY == 0);
            arrive();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String name = round + "-" + i;
                long chance = random.nextLong();
                Thread client = new Thread(() -> load(server, name, new Random(chance)), "client-" + name);
                client.start();
                clients.add(client);
            }
            rest(200 + random.nextInt(1_800));
            server.kill();
            note("killed, " + acknowledged.size() + " acknowledged");
            for (Thread client : clients) {
                client.join(TimeUnit.SECONDS.toMillis(90));
            }
        }
    }

    /** Asks for runs until the server is gone. */
    private void load(ServerProcess server, String name, Random chance) {
        for (int i = 0; i < RUNS_PER_CLIENT; i++) {
            String key = "key-" + name + "-" + (chance.nextInt(10) == 0 && i > 0 ? i - 1 : i);
            JsonObject body = asked.computeIfAbsent(key, k -> request(chance));
            try {
                ask(server, key, body);
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static JsonObject request(Random chance) {
        String pipeline = PIPELINES.get(chance.nextInt(PIPELINES.size()));
        JsonObject body = new JsonObject()
                .put("settings", new JsonObject().put("n", chance.nextInt(400)))
                .put("note", pipeline);
        return pipeline.equals("growing")
                ? body.put("partition", ModeSteps.MONTHS.get(chance.nextInt(ModeSteps.MONTHS.size())))
                : body;
    }

    private void ask(ServerProcess server, String key, JsonObject body) throws IOException, InterruptedException {
        HttpResponse<String> answer = server.startRun(body.getString("note"), key, body);
        if (answer.statusCode() == 201 || answer.statusCode() == 200) {
            String run = new JsonObject(answer.body()).getString("id");
            String before = acknowledged.putIfAbsent(key, run);
            if (before != null && !before.equals(run)) {
                throw new AssertionError("I7: key " + key + " stood for run " + before + " and now for run " + run);
            }
            if (before == null && answer.statusCode() == 200) {
                repeated++;
            }
        } else if (answer.statusCode() != 503 && answer.statusCode() != 429) {
            throw new AssertionError(key + " was answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** Every key of the rounds before, acknowledged or not, stands for one run. */
    private void askAgain(ServerProcess server) throws IOException, InterruptedException {
        List<String> keys = new ArrayList<>(asked.keySet());
        List<String> open =
                keys.stream().filter(key -> !acknowledged.containsKey(key)).toList();
        for (String key : open) {
            ask(server, key, asked.get(key));
        }
        for (int i = 0; i < Math.min(20, keys.size()); i++) {
            String key = keys.get(random.nextInt(keys.size()));
            String run = acknowledged.get(key);
            ask(server, key, asked.get(key));
            if (run != null && !server.get("/runs/" + run).getString("id").equals(run)) {
                throw new AssertionError("I1: run " + run + " of key " + key + " is gone");
            }
        }
        note("asked again for " + open.size());
    }

    private void keepsItsWord(ServerProcess server, boolean all) throws IOException, InterruptedException {
        List<String> broken = new ArrayList<>(new Journal(setup.journal()).broken(server::fromCache));
        if (all) {
            server.broken().forEach(item -> broken.add(item.toString()));
        } else {
            for (String run : List.copyOf(acknowledged.values())) {
                if (random.nextInt(Math.max(1, acknowledged.size() / 30)) == 0) {
                    server.get("/invariants?run=" + run).getJsonArray("items").forEach(i -> broken.add(i.toString()));
                }
            }
        }
        if (!broken.isEmpty()) {
            throw new AssertionError("Broken: " + broken);
        }
    }

    /** New content for a month, put in place as careful people do. */
    private void arrive() throws IOException {
        String month = "2011-0" + (1 + random.nextInt(9));
        int lines = files.merge(month, 1, Integer::sum);
        Path data = setup.folder().resolve("data");
        Path draft = Files.writeString(data.resolve("draft"), "x\n".repeat(lines));
        Files.move(draft, data.resolve("m-" + month + ".txt"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Left in peace, everything that was ever acknowledged comes to its end. */
    private String end(int rounds) throws Exception {
        try (ServerProcess server = ServerProcess.start(setup).ready()) {
            askAgain(server);
            beginsWithTheFirst(server);
            for (Map.Entry<String, Integer> file : files.entrySet()) {
                org.awaitility.Awaitility.await("the newest content of " + file.getKey() + " is counted")
                        .atMost(Duration.ofSeconds(60))
                        .until(
                                () -> counted(server, file.getKey()),
                                counted -> counted.equals(Optional.of(file.getValue())));
            }
            server.quiet(Duration.ofMinutes(3));
            keepsItsWord(server, true);
            int ended = 0;
            for (String run : acknowledged.values()) {
                JsonObject view = server.get("/runs/" + run);
                if (!view.getString("state").equals("SUCCEEDED")) {
                    throw new AssertionError("I10: run " + run + " is " + view);
                }
                eachItemOnce(server, view);
                ended++;
            }
            if (ended != acknowledged.size() || !acknowledged.keySet().containsAll(asked.keySet())) {
                throw new AssertionError("I1: " + acknowledged.size() + " of " + asked.size() + " were acknowledged");
            }
            dispatchedOnlyWhatWasRecorded(server);
            return rounds + " rounds, seed " + seed + ": " + ended + " runs acknowledged and succeeded, " + fannedOut
                    + " of them fanned out, " + repeated
                    + " known only from asking again, " + killedEarly + " kills while starting, "
                    + new Journal(setup.journal())
                            .lines().stream()
                                    .filter(line -> line.what().equals("BEGIN"))
                                    .count()
                    + " attempts begun, " + files.size() + " partitions of data, at " + Instant.now();
        }
    }

    /** Whoever goes on from the month before waits for it, and nobody may have asked for that one. */
    private void beginsWithTheFirst(ServerProcess server) throws IOException, InterruptedException {
        for (String month : ModeSteps.MONTHS) {
            JsonObject body = new JsonObject().put("note", "growing").put("partition", month);
            asked.put("all-" + month, body);
            ask(server, "all-" + month, body);
        }
    }

    /** A run that fanned out has a row for each item, which succeeded, and every attempt before that says why not. */
    private void eachItemOnce(ServerProcess server, JsonObject run) throws IOException, InterruptedException {
        if (!run.getString("pipeline").equals("each") || server.fromCache(number(run), "square")) {
            return;
        }
        List<JsonObject> items = server.items(number(run), "square");
        boolean complete = items.size() == ModeSteps.ITEMS
                && items.stream()
                                .map(item -> item.getInteger("item"))
                                .distinct()
                                .count()
                        == ModeSteps.ITEMS;
        boolean well = items.stream()
                .allMatch(item -> item.getString("state").equals("SUCCEEDED")
                        && item.getJsonArray("failures").size()
                                == (item.getString("cache").equals("HIT")
                                        ? item.getInteger("attempts")
                                        : item.getInteger("attempts") - 1));
        if (!complete || !well) {
            throw new AssertionError("I3, I4: the items of run " + number(run) + " are " + items);
        }
        fannedOut++;
    }

    private static long number(JsonObject run) {
        return Long.parseLong(run.getString("id"));
    }

    private static Optional<Integer> counted(ServerProcess server, String month)
            throws IOException, InterruptedException {
        JsonArray runs = server.get("/runs?pipeline=lines&partition=" + month + "&limit=1")
                .getJsonArray("items");
        if (runs.isEmpty() || !runs.getJsonObject(0).getString("state").equals("SUCCEEDED")) {
            return Optional.empty();
        }
        JsonArray steps = server.get("/runs/" + runs.getJsonObject(0).getString("id") + "/steps")
                .getJsonArray("items");
        return Optional.ofNullable(steps.getJsonObject(0).getJsonObject("metrics"))
                .map(metrics -> metrics.getInteger("lines"));
    }

    /** What began was durable before: every attempt of the journal has its row. A sample, since there are many. */
    private void dispatchedOnlyWhatWasRecorded(ServerProcess server) throws IOException, InterruptedException {
        Map<Long, Map<String, Integer>> begun = new TreeMap<>();
        for (Journal.Line line : new Journal(setup.journal()).lines()) {
            begun.computeIfAbsent(line.run(), r -> new TreeMap<>()).merge(line.step(), line.attempt(), Math::max);
        }
        for (Map.Entry<Long, Map<String, Integer>> run : begun.entrySet()) {
            if (begun.size() > 300 && random.nextInt(begun.size() / 300) != 0) {
                continue;
            }
            Map<String, Integer> recorded = new TreeMap<>();
            for (Object item : server.get("/runs/" + run.getKey() + "/steps").getJsonArray("items")) {
                JsonObject step = (JsonObject) item;
                recorded.put(step.getString("step"), step.getInteger("attempts"));
            }
            if (recorded.containsKey("square")) {
                server.items(run.getKey(), "square")
                        .forEach(
                                item -> recorded.put("square@" + item.getInteger("item"), item.getInteger("attempts")));
            }
            run.getValue().forEach((step, highest) -> {
                if (highest > recorded.getOrDefault(step, 0)) {
                    throw new AssertionError("I5: attempt " + highest + " of " + step + " of run " + run.getKey()
                            + " began, but is not recorded: " + recorded);
                }
            });
        }
    }

    private void note(String what) {
        history.add(what);
    }

    private static void rest(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
