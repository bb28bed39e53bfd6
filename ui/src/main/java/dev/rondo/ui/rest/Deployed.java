package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.RunTable.RunFilter;
import dev.rondo.partition.PartitionKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what a request names, or says that it is not there. */
final class Deployed {
    /** How many pipelines are named with their partitions. */
    private static final int MOST = 5;

    private final Engine engine;

    Deployed(Engine engine) {
        this.engine = engine;
    }

    PipelineDefinition pipeline(String name) {
        return engine.deployments().all().stream()
                .map(Deployment::pipeline)
                .filter(p -> p.name().value().equals(name))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        ProblemCode.UNKNOWN_PIPELINE, "There is no pipeline \"" + name + "\".", meant(name)));
    }

    /** The pipeline that a list is narrowed to: one that is deployed, or one that is not any more and has runs. */
    Optional<PipelineName> filter(Call call) {
        Optional<PipelineName> named = call.query("pipeline").map(Deployed::named);
        named.filter(name -> engine.deployments().pipeline(name).isEmpty())
                .filter(name -> engine.history().list(RunFilter.of(name), 1).isEmpty())
                .ifPresent(name -> {
                    throw new Problem(
                            ProblemCode.UNKNOWN_PIPELINE,
                            "There is no pipeline \"" + name + "\", and no run of one.",
                            meant(name.value()));
                });
        return named;
    }

    /** Refuses a partition that no pipeline in question has, and no run; for lists that are empty. */
    void refuseUnknownPartition(Optional<PipelineName> pipeline, PartitionKey partition) {
        List<PipelineDefinition> candidates = engine.deployments().all().stream()
                .map(Deployment::pipeline)
                .filter(p -> pipeline.filter(name -> !name.equals(p.name())).isEmpty())
                .toList();
        boolean known = candidates.stream().anyMatch(p -> p.partitioning().contains(partition))
                || !engine.history()
                        .list(RunFilter.of(pipeline, Optional.of(partition)), 1)
                        .isEmpty();
        if (!known) {
            throw new Problem(
                    ProblemCode.UNKNOWN_PARTITION,
                    (pipeline.isPresent()
                                    ? "Pipeline " + pipeline.get() + " has no"
                                    : "No pipeline that is deployed has a")
                            + " partition \"" + partition + "\", and no run is of it.",
                    candidates.isEmpty()
                            ? "No pipeline in question is deployed, so what partitions there are is not known."
                            : candidates.stream()
                                    .map(p -> "Partitions of " + p.name() + " are "
                                            + p.partitioning().describe() + ".")
                                    .limit(MOST)
                                    .collect(Collectors.joining(" ")));
        }
    }

    /** A pipeline's name, whether there is one of that name or not. */
    static PipelineName named(String name) {
        if (!PipelineName.valid(name)) {
            throw Problem.badParameter("pipeline", name, "Name a pipeline as GET /api/v1/pipelines shows it.");
        }
        return PipelineName.of(name);
    }

    /** The code that a run goes by; empty when it is not at hand any more. */
    Optional<PipelineDefinition> definition(RunId run) {
        return engine.history()
                .run(run)
                .flatMap(view -> engine.deployments().pinned(view.pipeline(), view.codeDigest()))
                .map(Deployment::pipeline);
    }

    RunId run(String id) {
        try {
            return RunId.parse(id);
        } catch (IllegalArgumentException e) {
            throw unknownRun(id);
        }
    }

    static Problem unknownRun(String id) {
        return new Problem(
                ProblemCode.UNKNOWN_RUN,
                "There is no run \"" + id + "\".",
                "Runs are listed under GET /api/v1/runs; their ids are whole numbers.");
    }

    private String meant(String name) {
        List<String> all = engine.deployments().all().stream()
                .map(deployment -> deployment.pipeline().name().value())
                .toList();
        return all.isEmpty()
                ? "None is deployed; start the server with --pipelines JAR-OR-DIR."
                : Suggestion.among("Deployed are:", name, all);
    }
}
