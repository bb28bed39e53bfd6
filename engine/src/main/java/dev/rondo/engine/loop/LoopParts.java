package dev.rondo.engine.loop;

import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.attempt.AttemptListener;
import dev.rondo.engine.attempt.Executor;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.feed.Feed;
import dev.rondo.engine.registry.Registry;

/** What the engine's thread works with. */
public record LoopParts(
        Deployments deployments,
        Executor executor,
        ArtifactStore artifacts,
        Registry registry,
        Feed feed,
        RunFolders folders) {

    EngineState state(long epoch, AttemptListener outcomes) {
        InputResolver inputs = new InputResolver(deployments, registry);
        StepResolver resolver = new StepResolver(inputs, new GateKeeper(registry), artifacts);
        return new EngineState(epoch, new RunBirth(deployments), inputs, resolver, executor, feed, folders, outcomes);
    }
}
