package dev.rondo.engine.loop;

import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.attempt.AttemptListener;
import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.feed.Feed;
import dev.rondo.engine.registry.Registry;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.Database;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the engine's thread works with.
 *
 * @param fileThreads where lists are taken apart and put together
 */
public record LoopParts(
        Deployments deployments,
        Executor executor,
        ArtifactStore artifacts,
        Registry registry,
        Feed feed,
        RunFolders folders,
        java.util.concurrent.Executor fileThreads) {

    EngineState state(Database database, AttemptListener outcomes, Consumer<Consumer<TurnWork>> mail) {
        Adoptions adoptions = new Adoptions();
        FanOutFiles files = new FanOutFiles(artifacts, database, fileThreads, mail, adoptions);
        Map<RunId, ActiveRun> active = new TreeMap<>();
        InputResolver inputs = new InputResolver(deployments, new LiveSurroundings(registry, active));
        EngineSteps engineSteps = new EngineSteps(inputs, deployments);
        StepResolver resolver =
                new StepResolver(inputs, new GateKeeper(registry), engineSteps, new AskCache(artifacts, adoptions));
        return new EngineState(
                database.epoch(),
                active,
                new RunBirth(deployments, new Repeats(deployments, artifacts)),
                inputs,
                resolver,
                executor,
                feed,
                folders,
                outcomes,
                files,
                engineSteps,
                adoptions,
                new Probe(mail));
    }
}
