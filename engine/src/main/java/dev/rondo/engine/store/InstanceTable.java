package dev.rondo.engine.store;

import java.time.Instant;
import java.util.Optional;

/** The one row that says: this database is a Rondo store, and this one. */
final class InstanceTable {
    private static final String FIND = "select instance_id from instance";

    private static final String RECORD = """
            insert into instance (instance_id, created_at, schema_note) values (?, ?, ?)
            """;

    private InstanceTable() {}

    static Optional<String> find(Tx tx) {
        return tx.one(FIND, row -> row.text("instance_id"));
    }

    static void record(Tx tx, String instanceId, Instant now) {
        tx.update(RECORD, instanceId, now, "Guard row: a store without it has lost its data and must not be used.");
    }
}
