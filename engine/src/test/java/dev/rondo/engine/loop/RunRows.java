package dev.rondo.engine.loop;

import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.StoreException;
import dev.rondo.engine.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rows of runs that no engine works on. */
public final class RunRows {
    private static final long EPOCH = 1;

    private RunRows() {}

    public static void insert(Tx tx, RunId id, NewRun run, Instant now) {
        RunTable.insert(
                tx,
                new RunTable.RunRow(
                        id,
                        run.pipeline(),
                        "c".repeat(64),
                        run.partition(),
                        RunState.RUNNING,
                        run.startKey(),
                        run.cause(),
                        "{}",
                        "[]",
                        run.note(),
                        0,
                        Optional.empty(),
                        now,
                        Optional.of(now),
                        Optional.empty(),
                        Optional.empty(),
                        false),
                EPOCH);
    }

    public static void end(Tx tx, RunId id, RunState state, Instant now) {
        RunTable.update(
                tx,
                List.of(new RunTable.Moved(id, state, Optional.empty(), Optional.of(now), Optional.of(now))),
                EPOCH,
                () -> new StoreException(StoreException.Kind.FAILED, "Run " + id + " is not there"));
    }
}
