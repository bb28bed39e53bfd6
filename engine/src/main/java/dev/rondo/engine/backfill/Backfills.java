package dev.rondo.engine.backfill;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.loop.TurnFacts;
import dev.rondo.engine.loop.TurnListener;
import dev.rondo.engine.loop.Turns;
import dev.rondo.engine.store.BackfillTable;
import dev.rondo.engine.store.BackfillTable.BackfillRow;
import dev.rondo.engine.store.BackfillTable.PartitionRow;
import dev.rondo.engine.store.BackfillTable.Wish;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.engine.store.TriggerEventTable;
import dev.rondo.engine.store.TriggerEventTable.Kind;
import dev.rondo.engine.store.TriggerEventTable.NewEvent;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Plans, starts, reports, pauses and cancels backfills.
 *
 * <p><b>Threads.</b> What takes a {@link Turn} belongs to the engine's thread; what takes a {@link Tx} may be called by
 * any thread.
 */
public final class Backfills implements TurnListener {
    private final Turns turns;
    private final Function<PipelineName, Optional<PipelineDefinition>> deployed;
    /** Backfills that may have something to start; one too many does no harm. Owned by the engine's thread. */
    private final Set<Long> open = new TreeSet<>();
    /** Whether a later turn goes on with them already. Owned by the engine's thread. */
    private boolean asked;

    /**
     * Knows of no backfill yet.
     *
     * @param deployed finds the pipelines that are deployed now
     */
    public Backfills(Turns turns, Function<PipelineName, Optional<PipelineDefinition>> deployed) {
        this.turns = turns;
        this.deployed = deployed;
    }

    /**
     * Goes on with all backfills that have not ended. To be called once the runs of a former process were taken up, and
     * now and then, in case a turn that should have gone on was lost.
     */
    public void lookAtAll(Turn turn) {
        for (BackfillRow row : BackfillTable.open(turn.tx())) {
            open.add(row.id());
            advance(turn, row.id(), false);
        }
    }

    /**
     * What a backfill would do if it was started at {@code now}. Changes nothing.
     *
     * @throws IllegalArgumentException when the pipeline or a partition does not exist, or the range is empty or too long
     */
    public BackfillPlan plan(Tx tx, BackfillRequest request, Instant now) {
        PipelineDefinition pipeline = deployed.apply(request.pipeline())
                .orElseThrow(() -> new IllegalArgumentException("There is no pipeline " + request.pipeline()
                        + " to backfill; deploy it first, or list the pipelines to see those there are."));
        Map<PartitionKey, PartitionRuns> runs = new HashMap<>();
        BackfillTable.had(tx, request.pipeline())
                .forEach(row ->
                        runs.put(row.partition(), new PartitionRuns(row.newest(), row.newestState(), row.succeeded())));
        return BackfillPlan.of(request, pipeline.partitioning(), runs, sources(tx, pipeline), now);
    }

    /** What there is of the sources that a run reads in its own partition; those that are not cut are left out. */
    private static Map<DatasetName, Set<PartitionKey>> sources(Tx tx, PipelineDefinition pipeline) {
        Map<DatasetName, Set<PartitionKey>> there = new TreeMap<>();
        for (SourceDefinition source : pipeline.sources()) {
            if (source.pattern().contains(SourceDefinition.PARTITION) && readsItsOwn(pipeline, source.dataset())) {
                Set<PartitionKey> keys = new HashSet<>();
                DatasetVersionTable.current(tx, source.dataset()).forEach(version -> keys.add(version.partition()));
                there.put(source.dataset(), keys);
            }
        }
        return there;
    }

    private static boolean readsItsOwn(PipelineDefinition pipeline, DatasetName dataset) {
        return pipeline.steps().stream()
                .flatMap(step -> step.inputs().stream())
                .filter(InputDefinition.OfDataset.class::isInstance)
                .map(InputDefinition.OfDataset.class::cast)
                .anyMatch(input -> input.dataset().equals(dataset) && input.readsOwnPartition());
    }

    /**
     * Starts a backfill of the partitions that {@link #plan} chooses now; later changes do not alter the choice.
     *
     * @return as it stands; it has ended at once when there is nothing to run
     */
    public Backfill start(Turn turn, BackfillRequest request) {
        BackfillPlan plan = plan(turn.tx(), request, turn.now());
        long id = BackfillTable.insert(
                turn.tx(),
                request.pipeline(),
                request.mode().name(),
                plan.from(),
                plan.to(),
                request.maxParallel(),
                request.by(),
                request.note(),
                turn.now());
        BackfillTable.insertPartitions(
                turn.tx(),
                id,
                plan.partitions().stream().map(BackfillPlan.Entry::partition).toList(),
                plan.partitions().stream().map(BackfillPlan.Entry::why).toList());
        TriggerEventTable.append(
                turn.tx(),
                new NewEvent(
                        Kind.BACKFILL,
                        Optional.of(request.pipeline()),
                        Optional.empty(),
                        PartitionKey.WHOLE,
                        Optional.empty(),
                        Optional.empty(),
                        turn.now(),
                        "backfill " + id + " of "
                                + (plan.partitions().size() == 1
                                        ? "1 partition"
                                        : plan.partitions().size() + " partitions")
                                + ", asked for by "
                                + request.by(),
                        AdvanceBackfill.eventKey(id)));
        open.add(id);
        return advance(turn, id, true);
    }

    /** Newest first, from the one before {@code before} on. */
    public List<Backfill> list(Tx tx, long before, int limit) {
        return BackfillTable.list(tx, before, limit).stream()
                .map(row -> view(tx, row))
                .toList();
    }

    public Optional<Backfill> show(Tx tx, long id) {
        return BackfillTable.find(tx, id).map(row -> view(tx, row));
    }

    /** The partitions of a backfill with their runs, in the order in which it runs them. */
    public List<BackfillPartition> partitions(Tx tx, long id) {
        return BackfillTable.partitions(tx, id).stream()
                .map(row -> new BackfillPartition(row.partition(), row.why(), row.run(), row.state(), row.refused()))
                .toList();
    }

    /** Starts nothing more for now; runs that are under way go on. Has no effect on one that has ended. */
    public Backfill pause(Turn turn, long id) {
        return wish(turn, id, Wish.PAUSE);
    }

    /** Goes on after a pause. Has no effect on one that was cancelled or has ended. */
    public Backfill resume(Turn turn, long id) {
        return wish(turn, id, Wish.RUN);
    }

    /** Starts nothing more, and cancels the runs that are under way. Has no effect on one that has ended. */
    public Backfill cancel(Turn turn, long id, String by) {
        if (BackfillTable.wish(turn.tx(), id, Wish.CANCEL)) {
            BackfillTable.unfinished(turn.tx(), id)
                    .forEach(run -> turn.cancel(run, by, "backfill " + id + " was cancelled"));
        }
        return advance(turn, id, true);
    }

    /** Goes on in a turn of its own, in which the ends of these runs can be read from their rows. */
    @Override
    public void endOfTurn(Turn turn, TurnFacts facts) {
        if (!facts.finished().isEmpty() && !open.isEmpty()) {
            turn.afterCommit(() -> {
                if (!asked) {
                    asked = true;
                    turns.post("backfills go on", this::goOn);
                }
            });
        }
    }

    private void goOn(Turn turn) {
        asked = false;
        List.copyOf(open).forEach(id -> advance(turn, id, true));
    }

    private Backfill wish(Turn turn, long id, Wish wish) {
        BackfillTable.wish(turn.tx(), id, wish);
        return advance(turn, id, true);
    }

    /**
     * Starts what may run, and notes the end.
     *
     * @param tell whether something has changed even if nothing is started now
     */
    private Backfill advance(Turn turn, long id, boolean tell) {
        BackfillRow row = BackfillTable.find(turn.tx(), id).orElseThrow(() -> new UnknownBackfillException(id));
        if (row.endedAt().isPresent()) {
            open.remove(id);
            return view(turn.tx(), row);
        }
        boolean changed = AdvanceBackfill.startWhatMayRun(turn, row) || tell;
        Backfill now = view(turn.tx(), row);
        if (now.state().terminal()) {
            BackfillTable.end(turn.tx(), id, turn.now());
            turn.afterCommit(() -> open.remove(id));
        }
        if (changed || now.state().terminal()) {
            turn.publish(
                    Change.backfill(turn.now(), row.pipeline(), id, now.state().name()));
        }
        return now;
    }

    private static Backfill view(Tx tx, BackfillRow row) {
        List<PartitionRow> partitions = BackfillTable.partitions(tx, row.id());
        int refused =
                (int) partitions.stream().filter(p -> p.refused().isPresent()).count();
        BackfillProgress progress = BackfillProgress.of(
                partitions.stream()
                        .filter(p -> p.refused().isEmpty())
                        .map(PartitionRow::state)
                        .toList(),
                refused);
        return new Backfill(
                row.id(),
                row.pipeline(),
                BackfillMode.valueOf(row.mode()),
                row.from(),
                row.to(),
                row.maxParallel(),
                row.requestedBy(),
                row.note(),
                progress.state(row.wish()),
                progress,
                row.createdAt(),
                row.endedAt());
    }
}
