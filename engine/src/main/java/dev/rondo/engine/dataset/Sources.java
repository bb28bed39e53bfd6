package dev.rondo.engine.dataset;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.clock.EngineClock;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.loop.Turns;
import dev.rondo.engine.store.SourceFileTable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the sources of all deployed pipelines: looks at each when it is deployed, then as often as it says, and again
 * shortly after a file was found that may still be written to.
 *
 * <p><b>Threads.</b> Safe for many threads, apart from {@link #deploy}, which belongs to the engine's thread. Files are
 * read on the executor that it is given, never on the engine's or the clock's thread.
 */
public final class Sources {
    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

    private final Path dataRoot;
    private final ArtifactStore artifacts;
    private final Turns turns;
    private final EngineClock clock;
    private final InstantSource time;
    private final Executor files;
    private volatile Map<DatasetName, Watched> watched = Map.of();

    /**
     * Watches nothing yet.
     *
     * @param dataRoot the folder that all patterns are relative to
     * @param files where files are read; may be busy for as long as reading takes
     */
    public Sources(
            Path dataRoot,
            ArtifactStore artifacts,
            Turns turns,
            EngineClock clock,
            InstantSource time,
            Executor files) {
        this.dataRoot = dataRoot;
        this.artifacts = artifacts;
        this.turns = turns;
        this.clock = clock;
        this.time = time;
        this.files = files;
    }

    /** Takes the sources of all deployed pipelines in the place of those before, and looks at each. */
    public void deploy(Turn turn, Collection<PipelineDefinition> pipelines) {
        Map<DatasetName, Watched> next = new TreeMap<>();
        for (PipelineDefinition pipeline : pipelines) {
            for (SourceDefinition source : pipeline.sources()) {
                Watched before = watched.get(source.dataset());
                next.put(
                        source.dataset(),
                        before != null && before.source.equals(source) ? before : watch(turn, source));
            }
        }
        List<DatasetName> gone =
                watched.keySet().stream().filter(d -> !next.containsKey(d)).toList();
        watched = next;
        turn.afterCommit(() -> {
            gone.forEach(dataset -> clock.cancel(job(dataset)));
            next.values().forEach(Watched::begin);
        });
    }

    /** How every source stands after the last look at it. */
    public List<SourceStatus> status() {
        return watched.values().stream().map(w -> w.watch.status()).toList();
    }

    /** How a source stands after the last look at it; empty when no deployed pipeline has it. */
    public Optional<SourceStatus> status(DatasetName dataset) {
        return Optional.ofNullable(watched.get(dataset)).map(w -> w.watch.status());
    }

    /**
     * Looks at a source now, and once more a moment later when a file was found that may still be written to; so a file
     * that was put there just before is seen.
     *
     * @return completes when what the looks found is durable; empty when no deployed pipeline has the source
     */
    public Optional<CompletableFuture<SourceStatus>> lookNow(DatasetName dataset) {
        return Optional.ofNullable(watched.get(dataset)).map(Watched::lookAtComplete);
    }

    /** The store has lost this content; where it came from a file that still has it, it is taken from there again. */
    public void takeAgain(Digest content) {
        watched.values().stream().filter(w -> w.watch.forget(content)).forEach(w -> {
            LOG.warn("The content {} of source {} is taken from its file again", content, w.source.dataset());
            var unused = w.look();
        });
    }

    private Watched watch(Turn turn, SourceDefinition source) {
        var rows = SourceFileTable.of(turn.tx(), source.dataset());
        return new Watched(source, new SourceWatch(source, dataRoot, rows, artifacts, turns, time));
    }

    private static String job(DatasetName dataset) {
        return "source: " + dataset;
    }

    /** A source, its watch, and the look that is under way. */
    private final class Watched {
        private final SourceDefinition source;
        private final SourceWatch watch;
        /** The look that is under way or was the last; guarded by this. */
        private CompletableFuture<SourceStatus> last;
        /** Whether the last look has not begun yet; guarded by this. */
        private boolean waits;

        Watched(SourceDefinition source, SourceWatch watch) {
            this.source = source;
            this.watch = watch;
            this.last = CompletableFuture.completedFuture(watch.status());
        }

        void begin() {
            clock.every(job(source.dataset()), source.pollEvery(), this::poll);
            poll();
        }

        /** Looks unless a look is under way; the next poll comes soon enough. */
        private synchronized void poll() {
            if (last.isDone()) {
                lookAfterLast();
            }
        }

        /** A look that begins after this call, since one that is under way may have passed the file in question. */
        synchronized CompletableFuture<SourceStatus> look() {
            lookAfterLast();
            return last;
        }

        /** The second look comes after real time, whatever the clock does: a person waits for the answer. */
        CompletableFuture<SourceStatus> lookAtComplete() {
            Executor afterQuiet =
                    CompletableFuture.delayedExecutor(SourceDiff.QUIET.toMillis(), TimeUnit.MILLISECONDS, files);
            return look().thenCompose(status -> status.unsettled().isEmpty()
                    ? CompletableFuture.completedFuture(status)
                    : CompletableFuture.completedFuture(status).thenComposeAsync(seen -> look(), afterQuiet));
        }

        /** Those who ask while a look is still waiting for its turn share it. */
        private void lookAfterLast() {
            if (waits) {
                return;
            }
            waits = true;
            last = last.handle((status, failure) -> true)
                    .thenComposeAsync(any -> lookBegins(), files)
                    .whenComplete(this::after);
        }

        private CompletableFuture<SourceStatus> lookBegins() {
            synchronized (this) {
                waits = false;
            }
            return watch.look();
        }

        private void after(@Nullable SourceStatus status, @Nullable Throwable failure) {
            if (failure != null) {
                LOG.error("Source {} could not be looked at; the next look tries again", source.dataset(), failure);
            } else if (status != null && !status.unsettled().isEmpty()) {
                clock.at(job(source.dataset()) + ", again", time.instant().plus(SourceDiff.QUIET), this::poll);
            }
        }
    }
}
