package dev.rondo.ui.rest;

import dev.rondo.engine.history.RunView;
import dev.rondo.engine.run.RunId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Reads runs that have just been started, for those who asked for them: all that became durable with one commit in few
 * looks at the store.
 *
 * <p><b>Threads.</b> {@link #read} may be called by any thread and does not block.
 */
final class FreshRuns {
    private static final int AT_ONCE = 250;

    private record Wanted<T>(RunId run, Function<RunView, T> tell, CompletableFuture<T> answer) {
        void tell(Map<RunId, RunView> found) {
            RunView view = found.get(run);
            if (view == null) {
                answer.completeExceptionally(Deployed.unknownRun(run.toString()));
                return;
            }
            try {
                answer.complete(tell.apply(view));
            } catch (RuntimeException e) { // whatever the answer refuses is told to whoever waits for it
                answer.completeExceptionally(e);
            }
        }
    }

    private final Function<Collection<RunId>, Map<RunId, RunView>> store;
    private final Executor threads;
    private final ConcurrentLinkedQueue<Wanted<?>> wanted = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean reading = new AtomicBoolean();

    /**
     * Reads nothing yet.
     *
     * @param store finds runs by their numbers; may block
     * @param threads where it is asked
     */
    FreshRuns(Function<Collection<RunId>, Map<RunId, RunView>> store, Executor threads) {
        this.store = store;
        this.threads = threads;
    }

    /**
     * Reads a run.
     *
     * @param tell makes of it what is wanted, on the thread that read it
     */
    <T> CompletableFuture<T> read(RunId run, Function<RunView, T> tell) {
        var answer = new CompletableFuture<T>();
        wanted.add(new Wanted<>(run, tell, answer));
        readSoon();
        return answer;
    }

    private void readSoon() {
        if (!wanted.isEmpty() && reading.compareAndSet(false, true)) {
            threads.execute(this::readAll);
        }
    }

    private void readAll() {
        try {
            List<Wanted<?>> next = next();
            while (!next.isEmpty()) {
                answer(next);
                next = next();
            }
        } finally {
            reading.set(false);
            // Whoever came after the last look did not start another.
            readSoon();
        }
    }

    private List<Wanted<?>> next() {
        List<Wanted<?>> next = new ArrayList<>();
        Wanted<?> one = wanted.poll();
        while (one != null) {
            next.add(one);
            one = next.size() < AT_ONCE ? wanted.poll() : null;
        }
        return next;
    }

    private void answer(List<Wanted<?>> these) {
        try {
            Map<RunId, RunView> found = store.apply(
                    these.stream().<RunId>map(Wanted::run).distinct().toList());
            these.forEach(one -> one.tell(found));
        } catch (RuntimeException e) {
            these.forEach(one -> one.answer().completeExceptionally(e));
        }
    }
}
