package dev.rondo.executor.local;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for the items of lists: one that has become free takes the next item of the same step in the same run, or ends
 * when none comes soon. To make a thread costs several times what the engine spends on an item.
 *
 * <p><b>Threads.</b> Not safe; {@link LocalExecutor} holds its lock.
 */
final class ItemThreads implements AutoCloseable {
    private static final int MOST_KEPT = 16;
    private static final int IDLE_SECONDS = 1;

    private record Items(RunId run, StepName step) {}

    private final Map<Items, ThreadPoolExecutor> pools = new LinkedHashMap<>(16, 0.75f, true);

    /** As many threads as are wanted at a time; who limits them are the slots. */
    ThreadPoolExecutor of(RunId run, StepName step) {
        ThreadPoolExecutor pool = pools.computeIfAbsent(
                new Items(run, step),
                items -> new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        work -> LocalExecutor.daemon(work, "run-" + run)));
        if (pools.size() > MOST_KEPT) {
            var eldest = pools.entrySet().iterator();
            eldest.next().getValue().shutdown();
            eldest.remove();
        }
        return pool;
    }

    /** Threads without an item end; the others end with their code. */
    @Override
    public void close() {
        pools.values().forEach(ThreadPoolExecutor::shutdown);
        pools.clear();
    }
}
