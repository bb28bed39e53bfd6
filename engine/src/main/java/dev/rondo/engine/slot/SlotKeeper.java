package dev.rondo.engine.slot;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.TriggerDefinition.OnSchedule;
import dev.rondo.engine.clock.EngineClock;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.loop.Turns;
import dev.rondo.engine.store.SlotTable;
import dev.rondo.engine.store.SlotTable.SlotRow;
import dev.rondo.engine.store.SlotTable.State;
import dev.rondo.engine.store.TriggerCursorTable;
import dev.rondo.engine.store.TriggerEventTable;
import dev.rondo.engine.store.TriggerEventTable.Kind;
import dev.rondo.engine.store.TriggerEventTable.NewEvent;
import dev.rondo.engine.trigger.TriggerDesk;
import dev.rondo.engine.trigger.TriggerKey;
import dev.rondo.engine.trigger.TriggerRule;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the due times of all schedules, each once and none lost. The clock wakes it at the next due time of each
 * schedule, and once a minute for all schedules and triggers, so that a wake-up that never came is made good.
 *
 * <p><b>Threads.</b> What takes a {@link Turn} belongs to the engine's thread; {@link #late} may be asked by any thread.
 */
public final class SlotKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(SlotKeeper.class);
    private static final Duration WATCH_EVERY = Duration.ofMinutes(1);
    private static final Duration LATE = Duration.ofSeconds(10);
    private static final String WATCH = "slots: watch";

    private record Schedule(TriggerKey key, OnSchedule definition, Partitioning partitioning) {}

    private final Turns turns;
    private final EngineClock clock;
    private final TriggerDesk desk;
    private final AtomicLong late = new AtomicLong();
    /** Owned by the engine's thread. */
    private Map<TriggerKey, Schedule> schedules = Map.of();

    public SlotKeeper(Turns turns, EngineClock clock, TriggerDesk desk) {
        this.turns = turns;
        this.clock = clock;
        this.desk = desk;
        desk.whenResumed(this::look);
    }

    /**
     * Takes the schedules of all deployed pipelines in the place of those before, and catches up on what was missed. The
     * triggers have been given to the {@link TriggerDesk} before.
     */
    public void deploy(Turn turn, Collection<PipelineDefinition> pipelines) {
        Map<TriggerKey, Schedule> next = new LinkedHashMap<>();
        for (PipelineDefinition pipeline : pipelines) {
            pipeline.triggers().forEach(trigger -> {
                if (trigger instanceof OnSchedule schedule) {
                    TriggerKey key = new TriggerKey(pipeline.name(), trigger.id());
                    next.put(key, new Schedule(key, schedule, pipeline.partitioning()));
                }
            });
        }
        List<TriggerKey> gone = schedules.keySet().stream()
                .filter(key -> !next.containsKey(key))
                .toList();
        schedules = next;
        next.values().forEach(schedule -> record(turn, schedule));
        turn.afterCommit(() -> {
            gone.forEach(key -> clock.cancel(job(key)));
            clock.every(WATCH, WATCH_EVERY, () -> turns.post(WATCH, this::watch));
        });
    }

    /** How many slots were noticed by the watch and not by their own wake-up, since the start. */
    public long late() {
        return late.get();
    }

    private void watch(Turn turn) {
        int found = 0;
        for (Schedule schedule : schedules.values()) {
            Optional<Instant> after = lastRecorded(turn, schedule);
            if (after.isPresent()) {
                found += SlotWatch.overdue(
                        DueTimes.of(schedule.definition()),
                        after.get(),
                        turn.now().minus(LATE));
                record(turn, schedule, after.get());
            }
        }
        if (found > 0) {
            late.addAndGet(found);
            LOG.warn("Slots that were not noticed in time are recorded now: {} of them", found);
        }
        desk.lookAtAll(turn);
    }

    private void look(Turn turn, TriggerKey key) {
        Schedule schedule = schedules.get(key);
        if (schedule != null) {
            record(turn, schedule);
        }
    }

    /** Records what is due and asks the clock for the next time. A paused schedule records nothing until it goes on. */
    private void record(Turn turn, Schedule schedule) {
        lastRecorded(turn, schedule).ifPresent(after -> record(turn, schedule, after));
    }

    private void record(Turn turn, Schedule schedule, Instant after) {
        DueTimes times = DueTimes.of(schedule.definition());
        DueSlots due =
                DueSlots.between(times, after, turn.now(), schedule.definition().catchUp());
        due.slots().forEach(slot -> record(turn, schedule, slot));
        if (!due.slots().isEmpty()) {
            desk.look(turn, schedule.key());
        }
        Optional<Instant> next = due.more() ? Optional.of(turn.now()) : times.nextAfter(turn.now());
        next.ifPresent(when -> turn.afterCommit(() -> clock.at(
                job(schedule.key()), when, () -> turns.post(job(schedule.key()), t -> look(t, schedule.key())))));
    }

    private static void record(Turn turn, Schedule schedule, DueSlot slot) {
        Optional<PartitionKey> partition = schedule.partitioning().newestAt(slot.dueAt());
        boolean fires = slot.fires() && partition.isPresent();
        String why = slot.fires() && !fires
                ? "no partition had ended by then; the pipeline is "
                        + schedule.partitioning().describe()
                : slot.why();
        String trigger = schedule.key().toString();
        SlotTable.insert(
                turn.tx(),
                new SlotRow(
                        trigger, slot.dueAt(), fires ? State.FIRED : State.SKIPPED, why, Optional.empty(), turn.now()));
        if (fires) {
            TriggerEventTable.append(
                    turn.tx(),
                    new NewEvent(
                            Kind.SLOT,
                            Optional.of(schedule.key().pipeline()),
                            Optional.empty(),
                            partition.get(),
                            Optional.empty(),
                            Optional.empty(),
                            turn.now(),
                            slot.dueAt().toString(),
                            TriggerRule.slotPrefix(schedule.key()) + slot.dueAt()));
        }
    }

    /** The due time that was recorded last, or when the schedule began; empty while it is paused. */
    private static Optional<Instant> lastRecorded(Turn turn, Schedule schedule) {
        String trigger = schedule.key().toString();
        return TriggerCursorTable.find(turn.tx(), trigger)
                .filter(cursor -> !cursor.paused())
                .map(cursor -> SlotTable.newest(turn.tx(), trigger).orElse(cursor.registeredAt()));
    }

    private static String job(TriggerKey key) {
        return "slot: " + key;
    }
}
