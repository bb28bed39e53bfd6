package dev.rondo.engine.loop;

import dev.rondo.engine.run.NewRun;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/**
 * Asks for something to be done on the engine's thread.
 *
 * <p><b>Threads.</b> Safe for many threads; never blocks.
 */
public interface Turns {

    /**
     * Does {@code work} within the next turn.
     *
     * @return completes when it is durable, or with the exception that {@code work} threw
     */
    <T> CompletableFuture<T> call(Function<Turn, T> work);

    /** Starts a run within the next turn; those that are asked for together are looked up together. */
    default CompletableFuture<Turn.Started> start(NewRun request) {
        return call(turn -> turn.start(request));
    }

    /** Does {@code work} in a turn at {@code when} or soon after; forgotten when the process ends. */
    void wakeAt(Instant when, Consumer<Turn> work);

    /**
     * Does {@code work} within the next turn. Nobody waits for it; a failure is logged.
     *
     * @param what names the work in the log
     */
    default void post(String what, Consumer<Turn> work) {
        CompletableFuture<Boolean> unused = call(turn -> {
                    work.accept(turn);
                    return true;
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LoggerFactory.getLogger(Turns.class).error("Not done: {}", what, failure);
                    }
                });
    }
}
