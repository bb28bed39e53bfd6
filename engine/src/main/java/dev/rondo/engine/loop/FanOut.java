package dev.rondo.engine.loop;

import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.ItemValue;
import dev.rondo.engine.artifact.ListElements;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepRun;
import dev.rondo.engine.store.ItemTable.ItemRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the engine's thread keeps of a step that has fanned out, beside the states of its items. */
final class FanOut {
    /** Of one item: what its row holds beside its state. */
    static final class ItemMemory {
        Optional<String> element = Optional.empty();
        Optional<String> key = Optional.empty();
        String cache = StepMemory.NO_CACHE;
        Optional<ItemValue> value = Optional.empty();
        Optional<Instant> startedAt = Optional.empty();
        Optional<Instant> attemptAt = Optional.empty();
        Optional<Instant> finishedAt = Optional.empty();
    }

    /**
     * What the list's elements are; found on another thread.
     *
     * @param keys where each item's result is found again; empty when they are not kept
     */
    record Elements(ListElements list, List<String> keys) {
        Optional<String> key(int item) {
            return keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(item));
        }
    }

    /** Until it is known, no item of this step can start. */
    Optional<Elements> elements = Optional.empty();

    /** When it was last asked which items have results; what ended before and was not among them cannot be used. */
    Instant askedAt = Instant.MIN;

    Optional<Instant> toldAt = Optional.empty();
    private final Map<Integer, ItemMemory> items = new HashMap<>();
    private final BitSet stored = new BitSet();
    private final BitSet behind = new BitSet();

    /** What the rows say. */
    static FanOut of(List<ItemRow> rows) {
        FanOut fanOut = new FanOut();
        for (ItemRow row : rows) {
            ItemMemory memory = fanOut.item(row.item());
            memory.element = Optional.of(row.element());
            memory.key = row.cacheKey();
            memory.cache = row.cache();
            memory.value = row.value();
            memory.startedAt = row.startedAt();
            memory.attemptAt = row.startedAt();
            memory.finishedAt = row.finishedAt();
            fanOut.stored.set(row.item());
        }
        return fanOut;
    }

    ItemMemory item(int item) {
        return items.computeIfAbsent(item, i -> new ItemMemory());
    }

    /** The item begins: what it is about is known from now on, whatever becomes of the list. */
    ItemMemory begin(int item) {
        ItemMemory memory = item(item);
        elements.filter(e -> memory.element.isEmpty()).ifPresent(known -> {
            memory.element = Optional.of(known.list().digest(item).hex());
            memory.key = known.key(item);
        });
        return memory;
    }

    /** The item's row is to be written. */
    void isBehind(int item) {
        behind.set(item);
    }

    boolean isBehind() {
        return !behind.isEmpty();
    }

    /** The results of all items, of which each has succeeded. */
    List<ItemValue> values(int count) {
        List<ItemValue> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(item(i).value.orElseThrow());
        }
        return values;
    }

    /** Hands over the rows that are behind: those that are new, and those that change. */
    void rows(ActiveRun run, StepName step, List<ItemRow> inserts, List<ItemRow> updates) {
        for (int item = behind.nextSetBit(0); item >= 0; item = behind.nextSetBit(item + 1)) {
            (stored.get(item) ? updates : inserts).add(row(run, step, item));
            stored.set(item);
        }
        behind.clear();
    }

    private ItemRow row(ActiveRun run, StepName step, int item) {
        StepRun state = run.items(step).get(item);
        ItemMemory memory = item(item);
        RunId id = run.id();
        return new ItemRow(
                id,
                step,
                item,
                state.state(),
                state.attempts(),
                state.recoveries(),
                state.token(),
                memory.element.orElseThrow(),
                memory.cache,
                memory.key,
                memory.value,
                state.why(),
                state.retryAt(),
                memory.startedAt,
                memory.finishedAt);
    }

    /** For random numbers: what it is depends on the element, not on where in the list it stands. */
    long seed(long ofStep, int item) {
        return seed(ofStep, elements.orElseThrow().list().digest(item));
    }

    static long seed(long ofStep, Digest element) {
        return ofStep ^ Long.parseUnsignedLong(element.hex().substring(0, 16), 16);
    }
}
