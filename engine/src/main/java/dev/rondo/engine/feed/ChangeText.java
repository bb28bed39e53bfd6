package dev.rondo.engine.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rondo.engine.store.FeedTable.FeedRow;
import dev.rondo.engine.store.StoreException;
import java.util.Map;

/** Changes as rows and back. */
final class ChangeText {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, Object>> BODY = new TypeReference<>() {};

    private ChangeText() {}

    static FeedRow row(Change change) {
        try {
            return new FeedRow(
                    change.at(),
                    change.kind().name(),
                    change.pipeline(),
                    change.run(),
                    change.step(),
                    change.partition(),
                    JSON.writeValueAsString(change.body()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A change holds what cannot be written as JSON: " + change, e);
        }
    }

    static FeedEntry entry(long seq, FeedRow row) {
        try {
            Change change = new Change(
                    row.at(),
                    Change.Kind.valueOf(row.kind()),
                    row.pipeline(),
                    row.run(),
                    row.step(),
                    row.partition(),
                    JSON.readValue(row.body(), BODY));
            return new FeedEntry(seq, change);
        } catch (JsonProcessingException e) {
            throw new StoreException(
                    StoreException.Kind.DAMAGED, "Row " + seq + " of the feed holds no JSON: " + row.body(), e);
        }
    }
}
