package dev.rondo.engine.attempt;

import dev.rondo.engine.run.AttemptToken;

/**
 * Hears how attempts end.
 *
 * <p><b>Threads.</b> Called on a thread of the executor, which holds no lock meanwhile. It returns quickly.
 */
@FunctionalInterface
public interface AttemptListener {
    void finished(AttemptToken token, AttemptOutcome outcome);
}
