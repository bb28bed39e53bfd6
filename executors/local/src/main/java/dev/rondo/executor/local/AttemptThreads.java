package dev.rondo.executor.local;

import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.run.RunId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Threads for attempts. Where {@link Wipe} can make a thread as good as new, all attempts share one lane; elsewhere the
 * items of one step in one run share a lane, and an attempt of a whole step has a thread made for it.
 *
 * <p><b>Threads.</b> Not safe; {@link LocalExecutor} holds its lock.
 */
final class AttemptThreads implements AutoCloseable {
    private static final int MOST_KEPT = 16;

    private record Items(RunId run, StepName step) {}

    private final Optional<Wipe> wipe;
    private final ScheduledExecutorService watch;
    private final Optional<ThreadLane> shared;
    private final Map<Items, ThreadLane> lanes = new LinkedHashMap<>(MOST_KEPT, 0.75f, true);

    AttemptThreads(Optional<Wipe> wipe, ScheduledExecutorService watch) {
        this.wipe = wipe;
        this.watch = watch;
        this.shared = wipe.map(w -> new ThreadLane(watch, w));
    }

    void execute(AttemptTask task, ThreadLane.Work work) {
        shared.orElseGet(() -> laneOf(task)).execute(work);
    }

    private ThreadLane laneOf(AttemptTask task) {
        if (task.item().isEmpty()) {
            ThreadLane once = new ThreadLane(watch, thread -> {});
            once.close();
            return once;
        }
        ThreadLane lane = lanes.computeIfAbsent(
                new Items(task.run(), task.step().name()), items -> new ThreadLane(watch, thread -> {}));
        if (lanes.size() > MOST_KEPT) {
            var eldest = lanes.entrySet().iterator();
            eldest.next().getValue().close();
            eldest.remove();
        }
        return lane;
    }

    /** Whether attempts of whole steps share threads too. */
    boolean shared() {
        return wipe.isPresent();
    }

    /** Threads without an attempt end; the others end with their code. */
    @Override
    public void close() {
        shared.ifPresent(ThreadLane::close);
        lanes.values().forEach(ThreadLane::close);
        lanes.clear();
    }
}
