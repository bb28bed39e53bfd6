package dev.rondo.engine.dataset;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.engine.artifact.Artifact;
import dev.rondo.engine.artifact.ArtifactException;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.feed.Change;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.loop.Turns;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.engine.store.SourceFileTable;
import dev.rondo.engine.store.SourceFileTable.FileRow;
import dev.rondo.partition.PartitionKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at one source: finds files that may be new, keeps their content in the artifact store, and has the engine record
 * the versions that really are. A version is the digest of the bytes. Content is kept before it is recorded, so that a
 * recorded version can always be read.
 *
 * <p><b>Threads.</b> {@link #look} blocks on files, so it is called on a thread for that, by one at a time; the next call
 * comes after the future of the last has completed.
 */
final class SourceWatch {
    /** A file whose content has been kept. */
    private record Kept(FoundFile file, Artifact artifact, Instant hashedAt) {
        KnownFile known() {
            return new KnownFile(
                    file.partition(),
                    file.path(),
                    file.sizeBytes(),
                    file.modifiedAt(),
                    artifact.digest().hex(),
                    hashedAt);
        }
    }

    private final DatasetName dataset;
    private final FileSourceScan scan;
    private final ArtifactStore artifacts;
    private final Turns turns;
    private final InstantSource time;

    /** Replaced under the lock of this. */
    private volatile Map<String, KnownFile> known;

    private volatile SourceLook previous = SourceLook.NONE;
    private volatile SourceStatus status;

    SourceWatch(
            SourceDefinition source,
            Path dataRoot,
            List<FileRow> rows,
            ArtifactStore artifacts,
            Turns turns,
            InstantSource time) {
        this.dataset = source.dataset();
        this.scan = new FileSourceScan(dataRoot, source);
        this.artifacts = artifacts;
        this.turns = turns;
        this.time = time;
        Map<String, KnownFile> files = new TreeMap<>();
        rows.forEach(row -> files.put(row.partition().value(), known(row)));
        this.known = files;
        this.status = new SourceStatus(dataset, Optional.empty(), files.size(), List.of(), List.of(), List.of());
    }

    SourceStatus status() {
        return status;
    }

    /**
     * Looks once.
     *
     * @return completes when what was found is durable
     */
    CompletableFuture<SourceStatus> look() {
        Instant now = time.instant();
        SourceLook look = scan.look();
        SourceDiff diff = SourceDiff.between(List.copyOf(known.values()), previous, look, now);
        previous = look;
        List<Kept> kept = new ArrayList<>();
        List<String> unsettled =
                new ArrayList<>(diff.unsettled().stream().map(FoundFile::path).toList());
        List<String> problems = new ArrayList<>(look.problems());
        for (FoundFile file : diff.toHash()) {
            try {
                Optional<Kept> complete = keep(file);
                complete.ifPresent(kept::add);
                if (complete.isEmpty()) {
                    unsettled.add(file.path());
                }
            } catch (IOException | ArtifactException e) {
                problems.add(file.path() + " cannot be read: " + e.getMessage()
                        + ". The last version of its partition stays in use until it can.");
            }
        }
        CompletableFuture<Boolean> recorded =
                kept.isEmpty() ? CompletableFuture.completedFuture(true) : turns.call(turn -> record(turn, kept));
        return recorded.thenApply(done -> {
            int files = learn(kept);
            status = new SourceStatus(dataset, Optional.of(now), files, unsettled, diff.vanished(), problems);
            return status;
        });
    }

    private synchronized int learn(List<Kept> kept) {
        Map<String, KnownFile> files = new TreeMap<>(known);
        kept.forEach(k -> files.put(k.file().partition().value(), k.known()));
        known = files;
        return files.size();
    }

    /** The store has lost this content: the next look takes it from its file again. Whether a file of this source had it. */
    synchronized boolean forget(Digest content) {
        Map<String, KnownFile> files = new TreeMap<>(known);
        boolean had = files.values().removeIf(file -> file.digest().equals(content.hex()));
        known = files;
        return had;
    }

    /** Keeps the content of a file; empty when it changed or went away meanwhile. */
    private Optional<Kept> keep(FoundFile file) throws IOException {
        Optional<Path> place = scan.locate(file);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        Instant before = time.instant();
        Artifact artifact = artifacts.put(place.get());
        boolean same = scan.again(file).filter(file::equals).isPresent() && artifact.sizeBytes() == file.sizeBytes();
        return same ? Optional.of(new Kept(file, artifact, before)) : Optional.empty();
    }

    private boolean record(Turn turn, List<Kept> files) {
        for (Kept kept : files) {
            PartitionKey partition = kept.file().partition();
            String digest = kept.artifact().digest().hex();
            Optional<Long> version = DatasetVersionTable.insertIfNew(
                    turn.tx(),
                    dataset,
                    partition,
                    digest,
                    kept.artifact().sizeBytes(),
                    turn.now(),
                    kept.file().path());
            SourceFileTable.put(turn.tx(), row(kept));
            if (version.isPresent()) {
                turn.datasetChanged(dataset, partition);
                turn.publish(Change.dataset(turn.now(), dataset, partition, digest));
            }
        }
        return true;
    }

    private FileRow row(Kept kept) {
        FoundFile file = kept.file();
        return new FileRow(
                dataset,
                file.partition(),
                file.path(),
                file.sizeBytes(),
                file.modifiedAt(),
                kept.artifact().digest().hex(),
                kept.hashedAt());
    }

    private static KnownFile known(FileRow row) {
        return new KnownFile(
                row.partition(), row.path(), row.sizeBytes(), row.modifiedAt(), row.digest(), row.hashedAt());
    }
}
