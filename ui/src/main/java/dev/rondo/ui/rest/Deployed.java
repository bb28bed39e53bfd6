package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.run.RunId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what a request names, or says that it is not there. */
final class Deployed {
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
                        ProblemCode.UNKNOWN_PIPELINE, "There is no pipeline \"" + name + "\".", known(engine)));
    }

    /** A pipeline's name in a filter; one that is not deployed any more may still have runs. */
    static PipelineName filter(String name) {
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

    private static String known(Engine engine) {
        List<Deployment> all = engine.deployments().all();
        return all.isEmpty()
                ? "None is deployed; start the server with --pipelines JAR-OR-DIR."
                : "Deployed are: "
                        + all.stream().map(d -> d.pipeline().name().value()).collect(Collectors.joining(", ")) + ".";
    }
}
