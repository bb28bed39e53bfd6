package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.loop.KnownResults.Learned;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.CacheTable.CacheRow;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.testkit.TestStores;
import dev.rondo.partition.PartitionKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is remembered of keys is what the cache has for them. */
class KnownResultsTest {
    private static final Instant NOW = Instant.parse("2012-03-15T10:00:00Z");

    private final KnownResults results = new KnownResults();
    private final Database database = Database.open(TestStores.fresh(), Clock.systemUTC());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_key_that_was_not_known_is_known_once_it_has_a_result() {
        assertThat(digest("a")).isEmpty();
        put("a", "1", 1);
        assertThat(digest("a")).contains(Digest.ofText("1").hex());
        assertThat(digest("a")).contains(Digest.ofText("1").hex());
    }

    @Test
    void a_newer_result_takes_the_place_of_one_that_was_asked_about_and_of_one_that_was_not() {
        put("a", "1", 1);
        put("b", "1", 1);
        forgetAll();
        assertThat(digest("a")).contains(Digest.ofText("1").hex());
        put("a", "2", 2);
        put("b", "2", 2);
        forgetAll();
        assertThat(digest("a")).contains(Digest.ofText("2").hex());
        assertThat(digest("b")).contains(Digest.ofText("2").hex());
    }

    @Test
    void a_result_that_was_removed_is_known_no_more() {
        put("a", "1", 1);
        assertThat(digest("a")).isPresent();
        database.write(tx -> {
            results.remove(tx, List.of("a"));
            return true;
        });
        assertThat(digest("a")).isEmpty();
        put("a", "2", 2);
        assertThat(digest("a")).contains(Digest.ofText("2").hex());
    }

    private Optional<String> digest(String key) {
        return database.read(tx -> Optional.ofNullable(
                        results.among(tx, List.of(key, "other")).get(key)))
                .map(known -> known.outputs().get(0).digest().hex());
    }

    private void put(String key, String value, long run) {
        var output = new OutputArtifact("value", DatasetName.of("p.value"), Digest.ofText(value), value.length());
        var row = new CacheRow(
                key,
                PipelineName.of("p"),
                StepName.of("s"),
                PartitionKey.WHOLE,
                "[]",
                RowJson.write(List.of(output)),
                "{}",
                new RunId(run),
                NOW);
        database.write(tx -> {
            results.put(tx, List.of(new Learned(row, List.of(output), Map.of())));
            return true;
        });
    }

    /** As after a restart, when all is asked about anew. */
    private void forgetAll() {
        results.clear();
    }
}
