package dev.rondo.engine.dataset;

import dev.rondo.partition.PartitionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a look at a source means, given what is known of it. Pure.
 *
 * @param toHash files whose content may be new
 * @param unsettled files that may still be written to; look again after {@link #QUIET}
 * @param vanished known partitions whose file is gone; their last version stays
 */
record SourceDiff(List<FoundFile> toHash, List<FoundFile> unsettled, List<PartitionKey> vanished) {
    /** How long a file must not have been touched before it counts as complete. */
    static final Duration QUIET = Duration.ofMillis(200);

    /**
     * How far the time of a file may be from the time of reading it before equal size and time prove equal content. File
     * systems count time in steps of up to 2 s, and a change within the same step leaves no trace.
     */
    static final Duration TICK = Duration.ofSeconds(2);

    SourceDiff {
        toHash = List.copyOf(toHash);
        unsettled = List.copyOf(unsettled);
        vanished = List.copyOf(vanished);
    }

    /** @param previous the look before; {@link SourceLook#NONE} for the first */
    static SourceDiff between(List<KnownFile> known, SourceLook previous, SourceLook look, Instant now) {
        Map<String, KnownFile> knownByPath =
                known.stream().collect(Collectors.toMap(KnownFile::path, Function.identity()));
        List<FoundFile> changed = new ArrayList<>();
        Set<PartitionKey> present = new HashSet<>(look.unclear());
        List<FoundFile> toHash = new ArrayList<>();
        List<FoundFile> unsettled = new ArrayList<>();
        for (FoundFile file : look.files()) {
            present.add(file.partition());
            KnownFile same = knownByPath.get(file.path());
            if (same == null || !unchanged(same, file)) {
                changed.add(file);
            }
        }
        Map<String, FoundFile> previousByPath = changed.isEmpty()
                ? Map.of()
                : previous.files().stream().collect(Collectors.toMap(FoundFile::path, Function.identity()));
        for (FoundFile file : changed) {
            FoundFile before = previousByPath.get(file.path());
            boolean steady = before == null || before.equals(file);
            (steady && isQuiet(file, now) ? toHash : unsettled).add(file);
        }
        List<PartitionKey> vanished = look.complete()
                ? known.stream()
                        .map(KnownFile::partition)
                        .filter(p -> !present.contains(p))
                        .toList()
                : List.of();
        return new SourceDiff(toHash, unsettled, vanished);
    }

    private static boolean unchanged(KnownFile known, FoundFile file) {
        return known.sizeBytes() == file.sizeBytes()
                && known.modifiedAt().equals(file.modifiedAt())
                && file.modifiedAt().plus(TICK).isBefore(known.hashedAt());
    }

    /** A time in the far future is a wrong clock and no sign of writing. */
    private static boolean isQuiet(FoundFile file, Instant now) {
        return Duration.between(file.modifiedAt(), now).abs().compareTo(QUIET) >= 0;
    }
}
