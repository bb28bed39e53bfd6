package dev.rondo.engine.testkit;

import dev.rondo.engine.attempt.AttemptListener;
import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.run.AttemptToken;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Keeps every outcome that is reported, and waits for it. */
public final class Outcomes implements AttemptListener {
    private static final Duration POLL = Duration.ofMillis(2);

    private final Map<AttemptToken, List<AttemptOutcome>> byToken = new ConcurrentHashMap<>();

    @Override
    public void finished(AttemptToken token, AttemptOutcome outcome) {
        byToken.computeIfAbsent(token, t -> new CopyOnWriteArrayList<>()).add(outcome);
    }

    /** The outcomes of an attempt so far; there should be one at most. */
    public List<AttemptOutcome> of(AttemptTask task) {
        return byToken.getOrDefault(task.token(), List.of());
    }

    /** Waits for the outcome. */
    public AttemptOutcome await(AttemptTask task) {
        Awaitility.await().pollDelay(Duration.ZERO).pollInterval(POLL).until(() -> !of(task).isEmpty());
        return of(task).get(0);
    }
}
