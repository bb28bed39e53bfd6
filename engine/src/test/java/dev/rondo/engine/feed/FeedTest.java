package dev.rondo.engine.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.testkit.TestStores;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final Instant NOW = Instant.parse("2012-03-15T10:00:00Z");
    private static final PipelineName BIKES = PipelineName.of("bike-demand");
    private static final PartitionKey JULY = PartitionKey.of("2011-07");

    private Database database;
    private Feed feed;

    @BeforeEach
    void open() {
        database = Database.open(TestStores.fresh(), InstantSource.fixed(NOW));
        feed = Feed.open(database, 10);
    }

    @AfterEach
    void close() {
        feed.close();
        database.close();
    }

    @Test
    void every_kind_of_change_is_read_as_it_was_written() {
        List<Change> changes = List.of(
                Change.pipeline(NOW, BIKES, "deployed"),
                Change.run(NOW, BIKES, new RunId(7), JULY, "RUNNING"),
                Change.step(NOW, BIKES, new RunId(7), JULY, StepName.of("train"), "FAILED", "it \"broke\"\n"),
                Change.model(NOW, BIKES, new RunId(7), ModelName.of("bikes"), "mae 41.2"),
                Change.dataset(NOW, DatasetName.of("clean"), PartitionKey.WHOLE, "ab"),
                Change.trigger(NOW, BIKES, "changed-raw", "FIRED", "new data"),
                Change.backfill(NOW, BIKES, 3, "RUNNING"));
        long last = database.write(tx -> feed.append(tx, changes));
        assertThat(numbers(feed.since(0, 100))).hasSize(7).isSorted().endsWith(last);
        assertThat(feed.since(0, 100).subList(0, 6))
                .extracting(FeedEntry::change)
                .containsExactlyElementsOf(changes.subList(0, 6));
        assertThat(feed.since(0, 100).get(6).change().body()).containsEntry("state", "RUNNING");
    }

    @Test
    void steps_that_move_together_are_told_of_one_by_one_wherever_the_reading_begins() {
        List<Change> wave = new ArrayList<>(List.of(Change.run(NOW, BIKES, new RunId(7), JULY, "RUNNING")));
        for (int i = 0; i < 150; i++) {
            StepName step = StepName.of("s-" + i);
            wave.add(Change.step(NOW, BIKES, new RunId(7), JULY, step, "READY", "waits for \"a\" slot"));
        }
        wave.add(Change.step(NOW, BIKES, new RunId(8), JULY, StepName.of("s-0"), "READY", ""));
        long last = database.write(tx -> feed.append(tx, wave));
        List<FeedEntry> all = feed.since(0, 1000);
        assertThat(all).extracting(FeedEntry::change).isEqualTo(wave);
        assertThat(numbers(all))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(last - 151, last).boxed().toList());
        for (int from = 0; from < all.size(); from += 7) {
            int to = Math.min(all.size(), from + 10);
            long before = all.get(from).seq() - 1;
            assertThat(feed.since(before, 10)).isEqualTo(all.subList(from, to));
        }
        assertThat(feed.oldest()).isEqualTo(all.get(0).seq());
        List<Integer> rows = database.read(
                tx -> tx.query("select cast(count(*) as integer) as n from feed", row -> row.integer("n")));
        assertThat(rows).containsExactly(5);
    }

    @Test
    void reading_goes_on_after_the_last_number_seen() {
        List<Long> numbers = append(5);
        assertThat(numbers(feed.since(0, 2))).isEqualTo(numbers.subList(0, 2));
        assertThat(numbers(feed.since(numbers.get(1), 100))).isEqualTo(numbers.subList(2, 5));
        assertThat(feed.newest()).isEqualTo(numbers.get(4));
    }

    @Test
    void a_listener_hears_every_committed_change_once_and_in_order_and_none_that_was_rolled_back() {
        List<Long> heard = new CopyOnWriteArrayList<>();
        feed.subscribe(entries -> heard.addAll(numbers(entries)));
        List<Long> written = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            if (i % 7 == 0) {
                rollBackOne();
            }
            written.addAll(append(3));
        }
        await().until(() -> heard.size() >= written.size());
        assertThat(heard).isEqualTo(written);
    }

    @Test
    void a_listener_that_was_away_first_hears_what_it_missed() {
        List<Long> written = new ArrayList<>(append(4));
        List<Long> heard = new CopyOnWriteArrayList<>();
        feed.subscribe(written.get(1), entries -> heard.addAll(numbers(entries)));
        written.addAll(append(2));
        await().until(() -> heard.size() >= 4);
        assertThat(heard).isEqualTo(written.subList(2, 6));
    }

    @Test
    void a_listener_that_fails_disturbs_no_other_and_hears_the_next_changes() {
        List<Long> failing = new CopyOnWriteArrayList<>();
        List<Long> heard = new CopyOnWriteArrayList<>();
        feed.subscribe(entries -> {
            failing.addAll(numbers(entries));
            throw new IllegalStateException("expected in this test");
        });
        feed.subscribe(entries -> heard.addAll(numbers(entries)));
        List<Long> written = new ArrayList<>(append(1));
        await().until(() -> heard.size() == 1);
        written.addAll(append(1));
        await().until(() -> heard.size() == 2 && failing.size() == 2);
        assertThat(failing).isEqualTo(heard).isEqualTo(written);
    }

    @Test
    void a_subscription_that_was_closed_hears_nothing_more() {
        List<Long> closed = new CopyOnWriteArrayList<>();
        List<Long> heard = new CopyOnWriteArrayList<>();
        feed.subscribe(entries -> closed.addAll(numbers(entries))).close();
        feed.subscribe(entries -> heard.addAll(numbers(entries)));
        append(1);
        await().until(() -> heard.size() == 1);
        assertThat(closed).isEmpty();
    }

    @Test
    void a_listener_is_called_on_the_thread_of_the_feed() {
        List<String> threads = new CopyOnWriteArrayList<>();
        feed.subscribe(entries -> threads.add(Thread.currentThread().getName()));
        append(1);
        await().until(() -> !threads.isEmpty());
        assertThat(threads).containsOnly("rondo-feed");
    }

    @Test
    void a_step_that_moves_several_times_in_one_turn_is_told_of_once_after_what_happened_before_its_last_move() {
        Change waits = Change.step(NOW, BIKES, new RunId(7), JULY, StepName.of("train"), "READY", "waits for a slot");
        Change begins = Change.run(NOW, BIKES, new RunId(7), JULY, "RUNNING");
        Change other = Change.step(NOW, BIKES, new RunId(8), JULY, StepName.of("train"), "READY", "waits for a slot");
        Change runs = Change.step(NOW, BIKES, new RunId(7), JULY, StepName.of("train"), "RUNNING", "attempt 1 runs");
        database.write(tx -> feed.append(tx, List.of(waits, begins, other, runs)));
        assertThat(feed.since(0, 100)).extracting(FeedEntry::change).containsExactly(begins, other, runs);
    }

    @Test
    void a_change_is_told_once_it_is_published_and_not_when_it_is_merely_committed() {
        List<Long> heard = new CopyOnWriteArrayList<>();
        feed.subscribe(entries -> heard.addAll(numbers(entries)));
        List<Long> first = append(1);
        long committed = database.write(tx -> feed.append(tx, List.of(Change.pipeline(NOW, BIKES, "deployed"))));
        feed.subscribe(entries -> {});
        await().until(() -> heard.size() == 1);
        assertThat(heard).isEqualTo(first);
        feed.published();
        await().until(() -> heard.size() == 2);
        assertThat(heard.get(1)).isEqualTo(committed);
    }

    @Test
    void closing_tells_what_is_left_first() {
        List<Long> heard = new CopyOnWriteArrayList<>();
        feed.subscribe(entries -> heard.addAll(numbers(entries)));
        List<Long> written = append(9);
        feed.close();
        assertThat(heard).isEqualTo(written);
    }

    @Test
    void old_changes_are_deleted_and_the_newest_stay() {
        for (int i = 0; i < 25; i++) {
            append(100);
        }
        assertThat(feed.newest() - feed.oldest()).isGreaterThanOrEqualTo(10).isLessThan(1_110);
        assertThat(numbers(feed.since(feed.newest() - 10, 100)))
                .containsExactlyElementsOf(LongStream.rangeClosed(feed.newest() - 9, feed.newest())
                        .boxed()
                        .toList());
    }

    private List<Long> append(int count) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.add(Change.run(NOW, BIKES, new RunId(i + 1), JULY, "RUNNING"));
        }
        long before = feed.newest();
        database.write(tx -> feed.append(tx, changes));
        feed.published();
        return numbers(feed.since(before, count));
    }

    private void rollBackOne() {
        try {
            database.write(tx -> {
                feed.append(tx, List.of(Change.pipeline(NOW, BIKES, "never")));
                throw new ArithmeticException("roll back");
            });
        } catch (ArithmeticException e) {
            assertThat(e).hasMessage("roll back");
        }
    }

    private static List<Long> numbers(List<FeedEntry> entries) {
        return entries.stream().map(FeedEntry::seq).toList();
    }
}
