package dev.rondo.engine.history;

import dev.rondo.engine.store.ItemTable.ItemAttemptRow;
import dev.rondo.engine.store.ItemTable.ItemRow;
import java.util.List;

/**
 * An item of a fanned-out step as people see it.
 *
 * @param failures its attempts that did not succeed, in their order
 */
public record ItemView(ItemRow item, List<ItemAttemptRow> failures) {
    public ItemView {
        failures = List.copyOf(failures);
    }
}
