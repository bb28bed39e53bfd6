package dev.rondo.engine.garbage;

import dev.rondo.engine.garbage.GarbageReport.Amount;
import dev.rondo.engine.garbage.GarbageReport.Freed;
import dev.rondo.engine.garbage.GarbageReport.What;
import dev.rondo.engine.garbage.GarbageReport.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Counts what stays and what goes. */
final class Tally {
    private static final int SHOWN = 20;
    private static final Comparator<Freed> BY_SIZE = Comparator.comparingLong(Freed::bytes);

    private final Map<Why, Amount> kept = new EnumMap<>(Why.class);
    private final Map<What, Amount> freed = new EnumMap<>(What.class);
    private final PriorityQueue<Freed> largest = new PriorityQueue<>(BY_SIZE);

    void keep(Why why, long bytes) {
        kept.put(why, kept.getOrDefault(why, Amount.NONE).plus(bytes));
    }

    void free(Freed one) {
        freed.put(one.what(), freed.getOrDefault(one.what(), Amount.NONE).plus(one.bytes()));
        largest.add(one);
        if (largest.size() > SHOWN) {
            largest.remove();
        }
    }

    GarbageReport report(GarbageRequest request, Instant begun, Instant ended, Instant unusedSince) {
        List<Freed> shown = largest.stream().sorted(BY_SIZE.reversed()).toList();
        return new GarbageReport(
                request.dryRun(), begun, Duration.between(begun, ended), unusedSince, kept, freed, shown);
    }
}
