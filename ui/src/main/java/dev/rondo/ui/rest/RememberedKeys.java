package dev.rondo.ui.rest;

import dev.rondo.engine.backfill.Backfill;
import dev.rondo.engine.backfill.BackfillRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The backfills that were started with an idempotency key since the server began; the newest few thousand.
 *
 * <p>Threads: safe for many threads; two requests with one key wait for each other.
 */
final class RememberedKeys {
    private static final int MOST = 5000;

    private record Remembered(BackfillRequest request, Backfill backfill) {}

    private final Map<String, Remembered> byKey = new LinkedHashMap<>();

    /**
     * Starts what the key stands for, unless that was done.
     *
     * @param answer hears the backfill, and whether it is new
     */
    synchronized Answer once(
            String key,
            BackfillRequest request,
            Supplier<Backfill> start,
            BiFunction<Backfill, Boolean, Answer> answer) {
        Remembered before = byKey.get(key);
        if (before == null) {
            Backfill backfill = start.get();
            byKey.put(key, new Remembered(request, backfill));
            if (byKey.size() > MOST) {
                byKey.remove(byKey.keySet().iterator().next());
            }
            return answer.apply(backfill, true);
        }
        if (!before.request().equals(request)) {
            throw new Problem(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "The Idempotency-Key was used before to start backfill "
                            + before.backfill().id() + ", with another body.",
                    "Send a new key for a new backfill; repeat a key only with the very same request.");
        }
        return answer.apply(before.backfill(), false);
    }
}
