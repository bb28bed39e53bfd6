package dev.rondo.engine.trigger;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.loop.TurnFacts;
import dev.rondo.engine.loop.TurnFacts.DatasetPartition;
import dev.rondo.engine.loop.TurnListener;
import dev.rondo.engine.loop.Turns;
import dev.rondo.engine.store.TriggerCursorTable;
import dev.rondo.engine.store.TriggerCursorTable.CursorRow;
import dev.rondo.engine.store.TriggerDecisionTable;
import dev.rondo.engine.store.TriggerEventTable;
import dev.rondo.engine.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Where the triggers of all deployed pipelines answer events. It looks at a trigger when the dataset it watches has
 * changed, when its schedule has a new slot, when a time it waits for has come, and once after every start, so that
 * nothing which was recorded before a crash stays unanswered.
 *
 * <p><b>Threads.</b> What takes a {@link Turn} belongs to the engine's thread; what takes a {@link Tx} may be called by
 * any thread.
 */
public final class TriggerDesk implements TurnListener {
    private final Turns turns;
    private final List<BiConsumer<Turn, TriggerKey>> resumed = new ArrayList<>();
    /** The next wake-up asked for; owned by the engine's thread. */
    private final Map<TriggerKey, Instant> armed = new HashMap<>();

    private volatile Map<TriggerKey, TriggerRule> rules = Map.of();

    /** Owned by the engine's thread; empty as long as it is not known, or there are triggers whose datasets are not. */
    private Optional<Set<DatasetName>> watched = Optional.empty();

    public TriggerDesk(Turns turns) {
        this.turns = turns;
    }

    /**
     * Takes the triggers of all deployed pipelines in the place of those before, and looks at each. A trigger that was
     * never seen begins at the end of the log: what happened before is the business of a backfill.
     */
    public void deploy(Turn turn, Collection<PipelineDefinition> pipelines) {
        Map<TriggerKey, TriggerRule> next = new LinkedHashMap<>();
        for (PipelineDefinition pipeline : pipelines) {
            TriggerRule.of(pipeline).forEach(rule -> next.put(rule.key(), rule));
        }
        long end = TriggerEventTable.end(turn.tx());
        for (TriggerKey key : next.keySet()) {
            if (TriggerCursorTable.find(turn.tx(), key.toString()).isEmpty()) {
                TriggerCursorTable.insert(turn.tx(), key.toString(), end, turn.now());
            }
        }
        rules = Collections.unmodifiableMap(next);
        watched = watched(turn.tx());
        next.values().forEach(rule -> decide(turn, rule));
    }

    @Override
    public void endOfTurn(Turn turn, TurnFacts facts) {
        if (facts.changed().isEmpty()) {
            return;
        }
        for (TriggerRule rule : rules.values()) {
            if (rule.definition() instanceof TriggerDefinition.OnData onData
                    && facts.changed().stream().map(DatasetPartition::dataset).anyMatch(onData.dataset()::equals)) {
                decide(turn, rule);
            }
        }
    }

    /** Triggers of pipelines that are not deployed now go on one day from where they were: for them everything is kept. */
    private Optional<Set<DatasetName>> watched(Tx tx) {
        boolean allKnown = TriggerCursorTable.all(tx).stream()
                .allMatch(cursor -> rules.containsKey(TriggerKey.parse(cursor.trigger())));
        return allKnown
                ? Optional.of(rules.values().stream()
                        .map(TriggerRule::definition)
                        .filter(TriggerDefinition.OnData.class::isInstance)
                        .map(onData -> ((TriggerDefinition.OnData) onData).dataset())
                        .collect(Collectors.toSet()))
                : Optional.empty();
    }

    @Override
    public boolean watches(DatasetName dataset) {
        return watched.isEmpty() || watched.get().contains(dataset);
    }

    /** Looks at one trigger, because an event that concerns it alone was added to the log. */
    public void look(Turn turn, TriggerKey key) {
        TriggerRule rule = rules.get(key);
        if (rule != null) {
            decide(turn, rule);
        }
    }

    /** Looks at every trigger, in case a wake-up was lost; to be called now and then. */
    public void lookAtAll(Turn turn) {
        armed.values().removeIf(when -> !when.isAfter(turn.now()));
        rules.values().forEach(rule -> decide(turn, rule));
    }

    /** From now on the trigger starts nothing; what happens meanwhile waits. */
    public void pause(Turn turn, TriggerKey key) {
        rule(key);
        TriggerCursorTable.pause(turn.tx(), key.toString(), true);
    }

    /** The trigger goes on, with what has happened meanwhile. */
    public void resume(Turn turn, TriggerKey key) {
        TriggerRule rule = rule(key);
        TriggerCursorTable.pause(turn.tx(), key.toString(), false);
        resumed.forEach(listener -> listener.accept(turn, key));
        decide(turn, rule);
    }

    /** Tells {@code listener} of every trigger that goes on after a pause; before the first turn only. */
    public void whenResumed(BiConsumer<Turn, TriggerKey> listener) {
        resumed.add(listener);
    }

    /** The names of all triggers of deployed pipelines. */
    public Set<String> names() {
        return rules.keySet().stream().map(TriggerKey::toString).collect(Collectors.toUnmodifiableSet());
    }

    public List<TriggerStatus> list(Tx tx) {
        Map<String, CursorRow> cursors = new HashMap<>();
        TriggerCursorTable.all(tx).forEach(row -> cursors.put(row.trigger(), row));
        return rules.values().stream()
                .map(rule -> {
                    Optional<CursorRow> cursor =
                            Optional.ofNullable(cursors.get(rule.key().toString()));
                    return new TriggerStatus(
                            rule.key(),
                            rule.definition(),
                            cursor.map(CursorRow::paused).orElse(false),
                            cursor.flatMap(CursorRow::lastFiredAt));
                })
                .sorted((a, b) -> a.key().toString().compareTo(b.key().toString()))
                .toList();
    }

    /** What the trigger would do at {@code now}, and what it waits for. Changes nothing. */
    public TriggerPreview preview(Tx tx, TriggerKey key, Instant now) {
        TriggerRule rule = rule(key);
        TriggerState state = TriggerLog.state(tx, key);
        Ruling ruling = TriggerPolicy.decide(rule, state, TriggerLog.open(tx, rule, state), state.cursorSeq(), now);
        return new TriggerPreview(
                key,
                state.paused(),
                ruling.firings().stream().map(Ruling.Firing::partition).toList(),
                ruling.waiting(),
                state.lastFiredAt(),
                ruling.wakeAt());
    }

    /** Final answers, newest event first, from the one before event {@code before} on. */
    public List<TriggerDecision> decisions(Tx tx, TriggerKey key, long before, int limit) {
        return TriggerDecisionTable.list(tx, key.toString(), before, limit).stream()
                .map(row ->
                        new TriggerDecision(key, row.eventSeq(), row.outcome(), row.why(), row.run(), row.decidedAt()))
                .toList();
    }

    private void decide(Turn turn, TriggerRule rule) {
        TriggerState state = TriggerLog.state(turn.tx(), rule.key());
        List<TriggerEvent> events = TriggerLog.open(turn.tx(), rule, state);
        Ruling ruling = TriggerPolicy.decide(rule, state, events, TriggerEventTable.end(turn.tx()), turn.now());
        CarryOutRuling.of(turn, rule.key(), ruling, state.cursorSeq());
        ruling.wakeAt().ifPresent(when -> turn.afterCommit(() -> arm(rule.key(), when)));
    }

    private void arm(TriggerKey key, Instant when) {
        Instant already = armed.get(key);
        if (already == null || when.isBefore(already)) {
            armed.put(key, when);
            turns.wakeAt(when, turn -> {
                armed.remove(key, when);
                look(turn, key);
            });
        }
    }

    private TriggerRule rule(TriggerKey key) {
        TriggerRule rule = rules.get(key);
        if (rule == null) {
            throw new UnknownTriggerException(key, rules.keySet());
        }
        return rule;
    }
}
