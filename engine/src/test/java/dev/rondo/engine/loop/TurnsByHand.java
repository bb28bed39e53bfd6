package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.PoolName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.clock.VirtualClock;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.loop.TurnFacts.DatasetPartition;
import dev.rondo.engine.pool.PoolStatus;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.AdoptionTable.AdoptionRow;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.OldRuns;
import dev.rondo.engine.store.Tx;
import dev.rondo.engine.testkit.TestStores;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The engine's loop without runs: every message is a turn of its own, at once, on the caller's thread, with a real store
 * in memory. Runs are only written down; a test says when one ends.
 */
public final class TurnsByHand implements Turns, AutoCloseable {
    public final VirtualClock clock;
    public final Database database;
    public final Map<String, NewRun> runs = new LinkedHashMap<>();
    public final Map<RunId, String> cancelled = new LinkedHashMap<>();
    public final List<Change> changes = new ArrayList<>();
    private final List<TurnListener> listeners = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private boolean inTurn;
    private long wakeUps;

    public TurnsByHand(Instant start) {
        this.clock = new VirtualClock(start);
        this.database = Database.open(TestStores.fresh(), clock);
    }

    public void listen(TurnListener listener) {
        listeners.add(listener);
    }

    /** Forgets all listeners, as a process does that ends. */
    public void forgetListeners() {
        listeners.clear();
    }

    /** From now on runs for this partition cannot be started. */
    public void refuse(String partition) {
        refused.add(partition);
    }

    /** The partitions of all runs, in the order in which they were started. */
    public List<String> startedFor() {
        return runs.values().stream().map(run -> run.partition().value()).toList();
    }

    @Override
    public synchronized <T> CompletableFuture<T> call(Function<Turn, T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        later.add(() -> {
            try {
                answer.complete(take(work, List.of()));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        work();
        return answer;
    }

    @Override
    public void wakeAt(Instant when, Consumer<Turn> work) {
        clock.at(
                "wake-up " + wakeUps++,
                when,
                () -> call(turn -> {
                    work.accept(turn);
                    return true;
                }));
    }

    /** A turn in which these runs have ended. */
    public synchronized void ended(List<RunId> finished) {
        later.add(() -> take(turn -> true, finished));
        work();
    }

    private void work() {
        while (!inTurn && !later.isEmpty()) {
            later.remove(0).run();
        }
    }

    private <T> T take(Function<Turn, T> work, List<RunId> finished) {
        inTurn = true;
        OneTurn turn = new OneTurn();
        turn.finished.addAll(finished);
        try {
            T result = database.write(tx -> {
                turn.open = tx;
                T value = work.apply(turn);
                turn.settle();
                return value;
            });
            turn.effects.forEach(Runnable::run);
            return result;
        } finally {
            inTurn = false;
        }
    }

    @Override
    public void close() {
        database.close();
    }

    private final class OneTurn implements Turn {
        private final List<Runnable> effects = new ArrayList<>();
        private Set<DatasetPartition> changed = new LinkedHashSet<>();
        private List<RunId> started = new ArrayList<>();
        private List<RunId> finished = new ArrayList<>();
        private Tx open;

        void settle() {
            while (!changed.isEmpty() || !started.isEmpty() || !finished.isEmpty()) {
                TurnFacts facts = new TurnFacts(changed, started, finished);
                changed = new LinkedHashSet<>();
                started = new ArrayList<>();
                finished = new ArrayList<>();
                listeners.forEach(listener -> listener.endOfTurn(this, facts));
            }
        }

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public Tx tx() {
            return open;
        }

        @Override
        public Started start(NewRun run) {
            if (refused.contains(run.partition().value())) {
                throw new IllegalArgumentException("setting \"trees\" is required");
            }
            List<String> keys = new ArrayList<>(runs.keySet());
            boolean isNew = !keys.contains(run.startKey());
            if (isNew) {
                runs.put(run.startKey(), run);
                keys.add(run.startKey());
                RunId id = new RunId(keys.size());
                started.add(id);
                RunRows.insert(open, id, run, now());
            }
            return new Started(new RunId(keys.indexOf(run.startKey()) + 1L), isNew);
        }

        @Override
        public void cancel(RunId run, String by, String reason) {
            cancelled.put(run, reason);
        }

        @Override
        public void datasetChanged(DatasetName dataset, PartitionKey partition) {
            changed.add(new DatasetPartition(dataset, partition));
        }

        @Override
        public void forget(Collection<RunId> runs) {
            OldRuns.forget(open, runs, now());
        }

        @Override
        public void limitPool(PoolName pool, int units) {
            throw new UnsupportedOperationException("No pools are used by hand");
        }

        @Override
        public List<PoolStatus<PoolUser>> pools() {
            return List.of();
        }

        @Override
        public List<String> obstaclesOfPools(Collection<PipelineDefinition> pipelines) {
            return List.of();
        }

        @Override
        public void answer(RunId run, StepName step, ApprovalAnswer answer) {
            throw new UnsupportedOperationException("no step waits for a person here");
        }

        @Override
        public AdoptionRow adopt(Deployment deployment, AdoptionWish wish) {
            throw new UnsupportedOperationException("no step has code here");
        }

        @Override
        public void probe() {}

        @Override
        public int acceptNondeterminism(PipelineName pipeline, StepName step, String by, String reason) {
            return 0;
        }

        @Override
        public List<Reason> why(RunId run) {
            return List.of();
        }

        @Override
        public void publish(Change change) {
            changes.add(change);
        }

        @Override
        public void afterCommit(Runnable effect) {
            effects.add(effect);
        }
    }
}
