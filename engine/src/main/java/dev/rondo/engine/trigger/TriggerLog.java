package dev.rondo.engine.trigger;

import dev.rondo.definition.TriggerDefinition;
import dev.rondo.engine.store.TriggerCursorTable;
import dev.rondo.engine.store.TriggerCursorTable.CursorRow;
import dev.rondo.engine.store.TriggerEventTable;
import dev.rondo.engine.store.TriggerEventTable.EventRow;
import dev.rondo.engine.store.TriggerEventTable.NewEvent;
import dev.rondo.engine.store.Tx;
import java.util.List;
import java.util.Optional;

/** Reads what the policy needs to know. */
final class TriggerLog {
    private TriggerLog() {}

    static TriggerState state(Tx tx, TriggerKey key) {
        Optional<CursorRow> cursor = TriggerCursorTable.find(tx, key.toString());
        return new TriggerState(
                cursor.map(CursorRow::cursorSeq).orElse(0L),
                TriggerCursorTable.lastFired(tx, key.pipeline().value()),
                cursor.map(CursorRow::paused).orElse(false));
    }

    /** The events that the trigger has not answered, oldest first. */
    static List<TriggerEvent> open(Tx tx, TriggerRule rule, TriggerState state) {
        String trigger = rule.key().toString();
        List<EventRow> rows = rule.definition() instanceof TriggerDefinition.OnData onData
                ? TriggerEventTable.openChanges(tx, onData.dataset(), state.cursorSeq(), trigger)
                : TriggerEventTable.openSlots(tx, rule.key().pipeline(), state.cursorSeq(), trigger);
        return rows.stream().map(TriggerLog::event).filter(rule::concerns).toList();
    }

    private static TriggerEvent event(EventRow row) {
        NewEvent event = row.event();
        return new TriggerEvent(
                row.seq(),
                event.kind(),
                event.pipeline(),
                event.dataset(),
                event.partition(),
                event.version(),
                event.at(),
                event.detail(),
                event.dedupeKey());
    }
}
