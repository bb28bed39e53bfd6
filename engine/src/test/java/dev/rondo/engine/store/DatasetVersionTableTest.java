package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.DatasetVersionTable.Written;
import dev.rondo.engine.testkit.TestStores;
import dev.rondo.partition.PartitionKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatasetVersionTableTest {
    private static final Instant NOW = Instant.parse("2011-07-01T00:00:00.123456Z");
    private static final DatasetName RENTALS = DatasetName.of("bike-demand.rentals");
    private static final PartitionKey JULY = PartitionKey.of("2011-07");
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    private final Database database = Database.open(TestStores.fresh(), Clock.systemUTC());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void content_that_is_current_already_is_no_new_version() {
        assertThat(seen(A)).isTrue();
        assertThat(seen(A)).isFalse();
        var versions = database.read(tx -> DatasetVersionTable.list(tx, RENTALS, Long.MAX_VALUE, 10));
        assertThat(versions).hasSize(1);
    }

    @Test
    void content_that_comes_back_is_a_version_of_its_own() {
        seen(A);
        seen(B);
        assertThat(seen(A)).isTrue();
        var versions = database.read(tx -> DatasetVersionTable.list(tx, RENTALS, JULY, Long.MAX_VALUE, 10));
        assertThat(versions).extracting(DatasetVersionTable.VersionRow::digest).containsExactly(A, B, A);
    }

    @Test
    void a_version_that_concerns_a_trigger_has_its_event_in_the_trigger_log() {
        DatasetName clean = DatasetName.of("bike-demand.clean");
        List<Written> both = List.of(
                new Written(StepName.of("clean"), clean, B, 5), new Written(StepName.of("clean"), RENTALS, B, 5));
        seen(A);
        write(3, both, RENTALS::equals);
        var others = database.read(tx -> TriggerEventTable.openChanges(tx, clean, 0, "bike-demand:changed"));
        assertThat(others).isEmpty();
        var events = database.read(tx -> TriggerEventTable.openChanges(tx, RENTALS, 0, "bike-demand:changed"));
        assertThat(events)
                .extracting(e -> e.event().dedupeKey(), e -> e.event().detail())
                .containsExactly(tuple("data:1", "rentals/2011-07.csv"), tuple("data:3", "written by run 3"));
    }

    @Test
    void what_is_current_of_many_datasets_is_one_question() {
        seen(A);
        List<Written> written = new ArrayList<>(List.of(new Written(StepName.of("clean"), RENTALS, A, 5)));
        for (int i = 0; i < 600; i++) {
            written.add(new Written(StepName.of("s-" + i), DatasetName.of("bike-demand.s-" + i), B, 5));
        }
        List<DatasetName> datasets = written.stream().map(Written::dataset).toList();
        assertThat(current(datasets)).isEqualTo(Map.of(RENTALS, A));
        write(3, written.subList(1, 601), dataset -> true);
        assertThat(current(datasets))
                .hasSize(601)
                .containsEntry(RENTALS, A)
                .containsEntry(DatasetName.of("bike-demand.s-599"), B);
    }

    @Test
    void the_current_version_of_every_partition_is_its_newest() {
        seen(A);
        seen(B);
        database.write(tx -> DatasetVersionTable.insertIfNew(
                tx, RENTALS, PartitionKey.of("2011-08"), A, 5, NOW, "rentals/2011-08.csv"));
        var current = database.read(tx -> DatasetVersionTable.current(tx, RENTALS));
        assertThat(current)
                .extracting(v -> v.partition().value(), DatasetVersionTable.VersionRow::digest)
                .containsExactlyInAnyOrder(tuple("2011-07", B), tuple("2011-08", A));
        var july = database.read(tx -> DatasetVersionTable.current(tx, RENTALS, JULY));
        assertThat(july).hasValueSatisfying(v -> {
            assertThat(v.createdAt()).isEqualTo(NOW);
            assertThat(v.run()).isEmpty();
        });
    }

    private Map<DatasetName, String> current(List<DatasetName> datasets) {
        return database.read(tx -> DatasetVersionTable.currentDigests(tx, JULY, datasets));
    }

    private void write(long run, List<Written> all, Predicate<DatasetName> watched) {
        database.write(tx -> {
            DatasetVersionTable.insertAll(tx, new RunId(run), JULY, all, NOW, watched);
            return true;
        });
    }

    private boolean seen(String digest) {
        return database.write(
                        tx -> DatasetVersionTable.insertIfNew(tx, RENTALS, JULY, digest, 5, NOW, "rentals/2011-07.csv"))
                .isPresent();
    }
}
