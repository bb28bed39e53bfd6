package dev.rondo.engine.garbage;

import dev.rondo.engine.artifact.Artifact;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.HeldArtifacts;
import dev.rondo.engine.artifact.HeldArtifacts.Held;
import dev.rondo.engine.artifact.HeldArtifacts.Quarantined;
import dev.rondo.engine.garbage.GarbageReport.Freed;
import dev.rondo.engine.garbage.GarbageReport.What;
import dev.rondo.engine.garbage.GarbageReport.Why;
import dev.rondo.engine.loop.Turns;
import dev.rondo.engine.store.ArtifactNeeds;
import dev.rondo.engine.store.ArtifactNeeds.SmallRow;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.SmallArtifactTable;
import dev.rondo.engine.store.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One search for garbage, from the look at what is needed to the last removal. */
final class Collect {
    /** So that who waits for removals to end, or for the engine's thread, does not wait for long. */
    private static final int AT_ONCE = 300;

    private final Database database;
    private final Turns turns;
    private final HeldArtifacts artifacts;
    private final KeptCode code;
    private final InstantSource clock;
    private final GarbageRequest request;
    private final ReentrantReadWriteLock removing;
    private final BooleanSupplier stopping;
    private final Instant begun;
    private final Instant unusedSince;
    private final Tally tally = new Tally();

    Collect(
            Database database,
            Turns turns,
            HeldArtifacts artifacts,
            KeptCode code,
            InstantSource clock,
            GarbageRequest request,
            ReentrantReadWriteLock removing,
            BooleanSupplier stopping) {
        this.database = database;
        this.turns = turns;
        this.artifacts = artifacts;
        this.code = code;
        this.clock = clock;
        this.request = request;
        this.removing = removing;
        this.stopping = stopping;
        this.begun = clock.instant();
        this.unusedSince = begun.minus(request.grace());
    }

    /** What the rows need, and the rows of small artifacts as they were at the same moment. */
    private record Look(Needs needs, List<SmallRow> small, Set<String> code) {}

    GarbageReport run() {
        Look look = database.read(this::look);
        List<SmallRow> small = look.small().stream()
                .filter(row -> unneeded(look.needs().of(row.digest()), row.usedAt(), row.sizeBytes()))
                .toList();
        List<Held> files = unneededFiles(look.needs());
        inParts(files, this::removeFiles);
        inParts(small, this::removeSmall);
        removeQuarantined();
        removeCode(look.code());
        return tally.report(request, begun, clock.instant(), unusedSince);
    }

    private Look look(Tx tx) {
        Needs needs = new Needs();
        ArtifactNeeds.ofModels(tx, digest -> needs.add(digest, Why.MODEL));
        ArtifactNeeds.ofDatasets(tx, digest -> needs.add(digest, Why.DATA));
        refuseWhenStopping();
        ArtifactNeeds.ofRuns(tx, digest -> needs.add(digest, Why.RUN));
        refuseWhenStopping();
        ArtifactNeeds.ofCache(tx, digest -> needs.add(digest, Why.CACHE));
        List<SmallRow> small = new ArrayList<>();
        ArtifactNeeds.small(tx, small::add);
        return new Look(needs, small, ArtifactNeeds.codeOfRuns(tx));
    }

    /** Whether something is garbage; if not, it is counted among what stays. */
    private boolean unneeded(Optional<Why> need, Instant usedAt, long bytes) {
        Optional<Why> why = need.or(() -> usedAt.isBefore(unusedSince) ? Optional.empty() : Optional.of(Why.YOUNG));
        why.ifPresent(reason -> tally.keep(reason, bytes));
        return why.isEmpty();
    }

    /** The files of a folder are needed as long as its manifest stays, for whatever reason that does. */
    private List<Held> unneededFiles(Needs needs) {
        List<Held> candidates = new ArrayList<>();
        for (int part = 0; part < HeldArtifacts.PARTS; part++) {
            refuseWhenStopping();
            artifacts.each(part, held -> {
                if (unneeded(needs.of(held.digest()), held.usedAt(), held.storedBytes())) {
                    candidates.add(held);
                } else if (held.kind() == Artifact.Kind.FOLDER) {
                    Why why = needs.of(held.digest()).orElse(Why.YOUNG);
                    artifacts.filesOf(held.digest()).forEach(file -> needs.add(file, why));
                }
            });
        }
        return candidates.stream()
                .filter(held -> unneeded(needs.of(held.digest()), held.usedAt(), held.storedBytes()))
                .toList();
    }

    private <T> void inParts(List<T> garbage, Consumer<List<T>> remove) {
        for (int from = 0; from < garbage.size(); from += AT_ONCE) {
            refuseWhenStopping();
            List<T> part = garbage.subList(from, Math.min(garbage.size(), from + AT_ONCE));
            removing.writeLock().lock();
            try {
                remove.accept(part);
            } finally {
                removing.writeLock().unlock();
            }
        }
    }

    private void removeFiles(List<Held> garbage) {
        for (Held held : garbage) {
            boolean gone = request.dryRun() || artifacts.removeUnlessUsedSince(held, unusedSince);
            What what = held.kind() == Artifact.Kind.FOLDER ? What.FOLDER : What.FILE;
            count(gone, what, held.digest().hex(), held.storedBytes(), held.usedAt());
        }
    }

    /** Rows are removed in turns of the engine's thread, as every row is. */
    private void removeSmall(List<SmallRow> garbage) {
        List<Digest> digests = garbage.stream().map(SmallRow::digest).toList();
        Set<Digest> gone = new HashSet<>(
                request.dryRun()
                        ? digests
                        : turns.call(turn -> SmallArtifactTable.removeUnlessUsedSince(turn.tx(), digests, unusedSince))
                                .join());
        for (SmallRow row : garbage) {
            count(gone.contains(row.digest()), What.SMALL, row.digest().hex(), row.sizeBytes(), row.usedAt());
        }
    }

    private void removeQuarantined() {
        List<Quarantined> old = request.dryRun()
                ? artifacts.quarantined().stream()
                        .filter(damaged -> damaged.foundAt().isBefore(unusedSince))
                        .toList()
                : artifacts.clearQuarantine(unusedSince);
        old.forEach(damaged -> count(true, What.QUARANTINED, damaged.name(), damaged.sizeBytes(), damaged.foundAt()));
    }

    private void removeCode(Set<String> ofRuns) {
        List<KeptCode.Version> versions = code.versions();
        Set<String> deployed = code.deployed();
        for (KeptCode.Version version : versions) {
            Optional<Why> need = deployed.contains(version.digest())
                    ? Optional.of(Why.DEPLOYED)
                    : ofRuns.contains(version.digest()) ? Optional.of(Why.RUN) : Optional.empty();
            if (unneeded(need, version.usedAt(), version.bytes())) {
                inParts(List.of(version), this::removeCode);
            }
        }
    }

    private void removeCode(List<KeptCode.Version> garbage) {
        for (KeptCode.Version version : garbage) {
            boolean gone = request.dryRun() || code.removeUnlessUsedSince(version, unusedSince);
            count(gone, What.CODE, version.label() + "@" + version.digest(), version.bytes(), version.usedAt());
        }
    }

    private void count(boolean gone, What what, String name, long bytes, Instant usedAt) {
        if (gone) {
            tally.free(new Freed(what, name, bytes, usedAt));
        } else {
            tally.keep(Why.REUSED, bytes);
        }
    }

    private void refuseWhenStopping() {
        if (stopping.getAsBoolean()) {
            throw new CancellationException("The engine is being closed; what was not removed is found again");
        }
    }
}
