package dev.rondo.engine.store;

import dev.rondo.engine.run.RunId;
import java.time.Instant;
import java.util.List;

/** The table {@code run_request}: requests for runs that other programs write in a transaction of their own. */
public final class RunRequestTable {
    private RunRequestTable() {}

    /** A request as somebody wrote it: nothing in it has been looked at; {@code settings} should be a JSON object. */
    public record RequestRow(
            long id, String pipeline, String partition, String settings, String note, String requestedBy) {}

    private static final String OPEN = """
            select request_id, pipeline, partition_key, settings, note, requested_by from run_request
             where answered_at is null order by request_id fetch first %d rows only
            """;

    private static final String ANSWER = """
            update run_request set answered_at = ?, run_id = ? where request_id = ? and answered_at is null
            """;

    private static final String REFUSE = """
            update run_request set answered_at = ?, refused = ? where request_id = ? and answered_at is null
            """;

    private static final String FORGET = "delete from run_request where answered_at < ?";

    /** Requests without an answer, oldest first. */
    public static List<RequestRow> open(Tx tx, int limit) {
        return tx.query(
                OPEN.formatted(limit),
                row -> new RequestRow(
                        row.bigint("request_id"),
                        row.text("pipeline"),
                        row.text("partition_key"),
                        row.text("settings"),
                        row.text("note"),
                        row.text("requested_by")));
    }

    public static void answer(Tx tx, long request, RunId run, Instant now) {
        tx.later(ANSWER, now, run, request);
    }

    public static void refuse(Tx tx, long request, String why, Instant now) {
        tx.later(REFUSE, now, Clip.to(2000, why), request);
    }

    /** Deletes what was answered before {@code when}. */
    public static void forget(Tx tx, Instant when) {
        tx.later(FORGET, when);
    }
}
