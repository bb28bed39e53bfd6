package dev.rondo.engine.loop;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.plan.Ahead;
import dev.rondo.engine.plan.Expected;
import dev.rondo.engine.plan.Plan;
import dev.rondo.engine.plan.PlanRequest;
import dev.rondo.engine.plan.PlanSteps;
import dev.rondo.engine.plan.Touched;
import dev.rondo.engine.registry.Registry;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunShape;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.PoolTable;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says what runs would do if they began now. Inputs are found and keys are made by the code that does it for a run that
 * is under way; nothing is started, and nothing is written.
 *
 * <p><b>Threads.</b> Safe for many. It reads the store and artifacts of lists, and may take its time.
 */
public final class LookAhead {
    private final Database database;
    private final Deployments deployments;
    private final Registry registry;
    private final ArtifactStore artifacts;

    public LookAhead(Database database, Deployments deployments, Registry registry, ArtifactStore artifacts) {
        this.database = database;
        this.deployments = deployments;
        this.registry = registry;
        this.artifacts = artifacts;
    }

    /**
     * Plans runs of the code of {@code deployment}, deployed or not.
     *
     * @throws IllegalArgumentException when the request names something that does not exist, or a wrong setting
     */
    public Plan plan(Deployment deployment, PlanRequest request, Instant now) {
        PipelineDefinition pipeline = deployment.pipeline();
        request.partitions().forEach(key -> pipeline.partitioning().parse(key.value()));
        request.refresh().forEach(deployment.shape()::indexOf);
        Record settings = pipeline.settings().bind(request.settings());
        return database.read(tx -> {
            Foreseen foreseen = new Foreseen(registry);
            Map<StepName, Expected> expected = StepTimes.of(tx, pipeline);
            List<Plan.OfPartition> partitions = new ArrayList<>();
            Map<PartitionKey, List<RunId>> underWay = new HashMap<>();
            RunTable.unfinished(tx, pipeline.name())
                    .forEach(run -> underWay.computeIfAbsent(run.partition(), p -> new ArrayList<>())
                            .add(run.id()));
            for (PartitionKey partition : request.partitions()) {
                var run = new PlannedRun(parts(tx, foreseen, now), deployment, partition, settings, request);
                List<Ahead> steps = PlanSteps.of(deployment.shape(), run::look);
                run.end();
                partitions.add(new Plan.OfPartition(
                        partition,
                        described(deployment.shape(), steps, expected),
                        underWay.getOrDefault(partition, List.of())));
            }
            List<PipelineDefinition> all =
                    deployments.all().stream().map(Deployment::pipeline).toList();
            return new Plan(
                    pipeline.name(),
                    deployment.codeDigest(),
                    deployment.code().text(),
                    partitions,
                    Touched.by(pipeline, partitions, all));
        });
    }

    private PlannedRun.Parts parts(Tx tx, Foreseen foreseen, Instant now) {
        InputResolver inputs = new InputResolver(deployments, foreseen);
        Adoptions adoptions = new Adoptions();
        adoptions.read(tx);
        FanOutFiles files = new FanOutFiles(artifacts, database, Runnable::run, mail -> {}, adoptions);
        return new PlannedRun.Parts(
                tx,
                foreseen,
                inputs,
                new CacheAhead(tx, artifacts, files, foreseen, now, adoptions),
                PoolTable.all(tx));
    }

    private static List<Plan.Step> described(RunShape shape, List<Ahead> steps, Map<StepName, Expected> expected) {
        List<Plan.Step> described = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            StepName name = shape.nodes().get(i).name();
            Ahead ahead = steps.get(i);
            described.add(new Plan.Step(
                    name,
                    ahead.verdict(),
                    ahead.why(),
                    ahead.verdict().mayRun() ? Optional.ofNullable(expected.get(name)) : Optional.empty()));
        }
        return described;
    }
}
