package dev.rondo.engine.loop;

import dev.rondo.engine.attempt.AttemptListener;
import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.attempt.Failure;
import dev.rondo.engine.attempt.StepCall;
import dev.rondo.engine.attempt.StopReason;
import dev.rondo.engine.attempt.StopSignal;
import dev.rondo.engine.run.AttemptToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/** Starts nothing by itself: an attempt ends when the test says so, and on the test's thread. */
final class HandExecutor implements Executor {
    record Started(AttemptTask task, AttemptListener listener) {}

    final Map<AttemptToken, StopReason> stopped = new LinkedHashMap<>();
    final List<String> history = new ArrayList<>();
    int slots = 4;
    int mostAtOnce;
    Consumer<AttemptTask> whenStarted = task -> {};
    private final StepCall call;
    private final List<Started> live = new ArrayList<>();

    HandExecutor(StepCall call) {
        this.call = call;
    }

    /** Lets the step's function run and reports what came of it. */
    void finish(String step) {
        Started one = take(step);
        one.listener().finished(one.task().token(), call.call(one.task(), new StopSignal()));
    }

    /** Lets the functions of all live attempts run. */
    boolean finishAll() {
        List<Started> all = List.copyOf(live);
        live.clear();
        all.forEach(one -> one.listener().finished(one.task().token(), call.call(one.task(), new StopSignal())));
        return !all.isEmpty();
    }

    void fail(String step) {
        Started one = take(step);
        var failure = new Failure(
                Failure.Kind.USER_CODE, "no luck", List.of("java.io.IOException", "java.lang.Exception"), "at step");
        one.listener().finished(one.task().token(), new AttemptOutcome.Failed(failure));
    }

    /** As an executor does after a stop. */
    void giveIn(String step) {
        Started one = take(step);
        StopSignal signal = new StopSignal();
        signal.request(java.util.Objects.requireNonNull(stopped.get(one.task().token())));
        one.listener()
                .finished(
                        one.task().token(), StepCall.stopped(one.task(), signal).orElseThrow());
    }

    /** Names and partitions of the live attempts, such as {@code train[2011-01]}. */
    List<String> live() {
        return live.stream().map(one -> label(one.task())).toList();
    }

    AttemptTask task(String step) {
        return find(step).task();
    }

    @Override
    public String name() {
        return "by hand";
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public void start(AttemptTask task, AttemptListener listener) {
        whenStarted.accept(task);
        live.add(new Started(task, listener));
        history.add(label(task));
        mostAtOnce = Math.max(mostAtOnce, live.size());
    }

    @Override
    public void stop(AttemptToken token, StopReason reason) {
        stopped.put(token, reason);
    }

    @Override
    public void close() {}

    private Started take(String step) {
        Started one = find(step);
        live.remove(one);
        return one;
    }

    private Started find(String step) {
        return live.stream()
                .filter(one -> label(one.task()).equals(step)
                        || one.task().step().name().value().equals(step))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("No attempt of " + step + " runs, only " + live()));
    }

    private static String label(AttemptTask task) {
        return task.step().name() + (task.partition().isWhole() ? "" : "[" + task.partition() + "]");
    }
}
