package dev.rondo.executor.local;

import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.attempt.StepCall;
import dev.rondo.engine.testkit.ExecutorContract;
import java.util.Optional;

/** As in a process that was started without {@code --add-opens java.base/java.lang=ALL-UNNAMED}. */
class LocalExecutorWithoutWipeTest extends ExecutorContract {
    @Override
    protected Executor executor(StepCall call) {
        return new LocalExecutor(SLOTS, call, GRACE, Optional.empty(), System::nanoTime);
    }
}
