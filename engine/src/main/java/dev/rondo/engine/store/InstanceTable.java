package dev.rondo.engine.store;

import java.time.Instant;
import java.util.Optional;

/** The one row that says: this database is a Rondo store, and this one. */
final class InstanceTable {
    private static final String FIND = "select instance_id from instance";

    private static final String FIRST_RUN = "select run_id from run order by run_id fetch first row only";

    private static final String SCHEMA = "select schema_note from instance";

    private static final String NOTE_SCHEMA = "update instance set schema_note = ? where schema_note <> ?";

    private static final String RECORD = """
            insert into instance (instance_id, created_at, schema_note) values (?, ?, ?)
            """;

    private InstanceTable() {}

    static Optional<String> find(Tx tx) {
        return tx.one(FIND, row -> row.text("instance_id"));
    }

    /** Whether it has been used: a home that was killed in its first start may be without its mark. */
    static boolean hasHistory(Tx tx) {
        return !tx.query(FIRST_RUN, row -> row.bigint("run_id")).isEmpty();
    }

    /** With which migrations the tables were brought up to date last. */
    static Optional<String> schema(Tx tx) {
        return tx.one(SCHEMA, row -> row.text("schema_note"));
    }

    static void noteSchema(Tx tx, String fingerprint) {
        tx.update(NOTE_SCHEMA, fingerprint, fingerprint);
    }

    static void record(Tx tx, String instanceId, Instant now) {
        tx.update(RECORD, instanceId, now, "Guard row: a store without it has lost its data and must not be used.");
    }
}
