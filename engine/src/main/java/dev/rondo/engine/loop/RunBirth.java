package dev.rondo.engine.loop;

import dev.rondo.definition.StepName;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.loop.TurnFacts.DatasetPartition;
import dev.rondo.engine.run.Items;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.Repeat;
import dev.rondo.engine.run.Run;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunShape;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepRun;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.AttemptTable;
import dev.rondo.engine.store.AttemptTable.AttemptRow;
import dev.rondo.engine.store.ItemTable;
import dev.rondo.engine.store.ItemTable.ItemRow;
import dev.rondo.engine.store.PinTable;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.StepTable;
import dev.rondo.engine.store.StepTable.StepRow;
import dev.rondo.engine.store.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes runs: new ones from requests, and old ones again from their rows. */
final class RunBirth {
    private final Deployments deployments;
    private final Repeats repeats;

    RunBirth(Deployments deployments, Repeats repeats) {
        this.deployments = deployments;
        this.repeats = repeats;
    }

    /**
     * A new run, not yet written.
     *
     * @throws IllegalArgumentException when the request names something that does not exist, or a wrong setting
     */
    ActiveRun create(Tx tx, NewRun request, Instant now) {
        Optional<Repeat> pinned = request.repeats().filter(repeat -> repeat.code() == Repeat.Code.PINNED);
        Deployment deployment = pinned.map(repeat -> repeats.pinned(tx, repeat))
                .or(() -> request.code().flatMap(digest -> deployments.pinned(request.pipeline(), digest)))
                .or(() -> deployments.pipeline(request.pipeline()))
                .orElseThrow(() -> new UnknownPipelineException(request.pipeline(), deployments.all()));
        deployment.pipeline().partitioning().parse(request.partition().value());
        Record settings = deployment.pipeline().settings().bind(request.settings());
        request.refresh().forEach(deployment.shape()::indexOf);
        boolean queues = Overlaps.queues(deployment.pipeline().runs().overlap());
        RunRow row = new RunRow(
                RunTable.nextId(tx),
                request.pipeline(),
                deployment.codeDigest(),
                request.partition(),
                queues ? RunState.QUEUED : RunState.RUNNING,
                request.startKey(),
                request.cause(),
                RowJson.write(deployment.pipeline().settings().values(settings)),
                RowJson.write(
                        request.refresh().stream().map(StepName::value).sorted().toList()),
                request.note(),
                request.priority().orElse(deployment.pipeline().runs().priority()),
                Optional.empty(),
                now,
                queues ? Optional.empty() : Optional.of(now),
                Optional.empty(),
                request.repeats(),
                request.noCache());
        Run fresh = Run.fresh(row.id(), deployment.shape());
        Run run = queues ? fresh.queued() : fresh;
        ActiveRun active = new ActiveRun(row, deployment, settings, request.refresh(), run);
        for (int i = 0; i < run.steps().size(); i++) {
            active.memory.add(new StepMemory());
        }
        pinned.ifPresent(repeat -> repeats.begin(tx, active, repeat));
        return active;
    }

    /**
     * An unfinished run as its rows tell it; empty when its code is not at hand any more.
     */
    Optional<ActiveRun> load(Tx tx, RunRow row) {
        Optional<Deployment> deployment = deployments.pinned(row.pipeline(), row.codeDigest());
        return deployment.map(code -> {
            Record settings = code.pipeline().settings().bind(RowJson.object(row.settings()));
            Set<StepName> refresh = new HashSet<>();
            RowJson.names(row.refresh()).forEach(name -> refresh.add(StepName.of(name)));
            List<StepRow> rows = StepTable.ofRun(tx, row.id());
            List<StepName> names = rows.stream().map(StepRow::step).toList();
            if (!names.equals(
                    code.shape().nodes().stream().map(RunShape.Node::name).toList())) {
                throw new IllegalStateException("Run " + row.id() + " has the steps " + names
                        + ", which are not those of the code with its digest");
            }
            List<StepRun> steps = rows.stream().map(s -> step(tx, row.id(), s)).toList();
            Run run = new Run(row.id(), code.shape(), row.state(), steps, items(tx, row.id(), rows), row.cancelled());
            ActiveRun active = new ActiveRun(row, code, settings, refresh, run);
            rows.forEach(s -> active.memory.add(StepMemory.of(s)));
            itemRows(tx, row.id(), rows).forEach((step, items) -> active.take(step, FanOut.of(items)));
            PinTable.ofRun(tx, row.id())
                    .forEach(pin -> active.pins.put(new DatasetPartition(pin.dataset(), pin.partition()), pin));
            return active;
        });
    }

    /** An item without a row has not begun. */
    private static Map<StepName, Items> items(Tx tx, RunId run, List<StepRow> steps) {
        Map<StepName, Items> items = new HashMap<>();
        Map<StepName, List<ItemRow>> rows = itemRows(tx, run, steps);
        for (StepRow step : steps) {
            step.items().ifPresent(count -> {
                Map<Integer, StepRun> begun = new HashMap<>();
                rows.getOrDefault(step.step(), List.of()).forEach(row -> begun.put(row.item(), item(row)));
                items.put(step.step(), Items.fresh(count).with(begun));
            });
        }
        return items;
    }

    private static Map<StepName, List<ItemRow>> itemRows(Tx tx, RunId run, List<StepRow> steps) {
        return steps.stream().noneMatch(step -> step.items().isPresent())
                ? Map.of()
                : ItemTable.ofRun(tx, run).stream().collect(Collectors.groupingBy(ItemRow::step));
    }

    private static StepRun item(ItemRow row) {
        return new StepRun(
                row.state(),
                row.attempts(),
                row.recoveries(),
                row.state() == StepState.RUNNING ? row.token() : Optional.empty(),
                row.retryAt(),
                Optional.empty(),
                row.why());
    }

    private static StepRun step(Tx tx, RunId run, StepRow row) {
        Optional<AttemptRow> running = row.state() == StepState.RUNNING
                ? AttemptTable.ofStep(tx, run, row.step()).stream()
                        .filter(a -> !a.state().terminal())
                        .findFirst()
                : Optional.empty();
        return new StepRun(
                row.state(),
                row.attempts(),
                row.recoveries(),
                running.map(AttemptRow::token),
                row.retryAt(),
                row.deadline(),
                row.why());
    }
}
