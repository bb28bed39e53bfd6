package dev.rondo.engine.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rondo.engine.feed.StepMoves.Move;
import dev.rondo.engine.store.FeedTable.FeedRow;
import dev.rondo.engine.store.StoreException;
import java.util.List;
import java.util.Map;

/** Changes as rows and back. */
final class ChangeText {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, Object>> BODY = new TypeReference<>() {};
    private static final TypeReference<List<Move>> MOVES = new TypeReference<>() {};

    private ChangeText() {}

    static FeedRow row(Change change) {
        return new FeedRow(
                change.at(),
                change.kind().name(),
                change.pipeline(),
                change.run(),
                change.step(),
                change.partition(),
                text(change.body()));
    }

    static Change change(long seq, FeedRow row) {
        return new Change(
                row.at(),
                Change.Kind.valueOf(row.kind()),
                row.pipeline(),
                row.run(),
                row.step(),
                row.partition(),
                read(seq, row, BODY));
    }

    static List<Move> moves(long seq, FeedRow row) {
        return read(seq, row, MOVES);
    }

    static String text(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A change holds what cannot be written as JSON: " + body, e);
        }
    }

    private static <T> T read(long seq, FeedRow row, TypeReference<T> type) {
        try {
            return JSON.readValue(row.body(), type);
        } catch (JsonProcessingException e) {
            throw new StoreException(
                    StoreException.Kind.DAMAGED, "Row " + seq + " of the feed holds no JSON: " + row.body(), e);
        }
    }
}
