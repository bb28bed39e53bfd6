package dev.rondo.engine.dataset;

import static dev.rondo.engine.loop.SamplePipelines.BIKE;
import static dev.rondo.engine.loop.SamplePipelines.RENTALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.TriggerDefinition.OnData;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.LocalArtifactStore;
import dev.rondo.engine.loop.SamplePipelines;
import dev.rondo.engine.loop.TurnsByHand;
import dev.rondo.engine.store.DatasetVersionTable.VersionRow;
import dev.rondo.engine.trigger.TriggerDesk;
import dev.rondo.engine.trigger.TriggerKey;
import dev.rondo.partition.PartitionKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    private static final Instant START = Instant.parse("2013-01-01T00:00:00Z");
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final PartitionKey JANUARY = PartitionKey.of("2011-01");

    @TempDir
    Path folder;

    private final TurnsByHand turns = new TurnsByHand(START);
    private final Set<Path> unreadable = new HashSet<>();
    private ArtifactStore artifacts;
    private Sources sources;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("data/rentals"));
        LocalArtifactStore store = new LocalArtifactStore(folder.resolve("artifacts"), InstantSource.system());
        store.whenDamaged(digest -> sources.takeAgain(digest));
        artifacts = new StoreOfReadableFiles(store, unreadable);
        start();
    }

    @AfterEach
    void close() {
        turns.close();
    }

    @Test
    void a_new_file_is_a_version_whose_bytes_are_kept_and_whose_digest_is_theirs() throws IOException {
        write("2011-01", "instant,cnt\n1,16\n");
        turns.clock.advance(POLL);
        VersionRow version = current(JANUARY);
        assertThat(version.digest())
                .isEqualTo(Digest.ofText("instant,cnt\n1,16\n").hex());
        assertThat(version.detail()).isEqualTo("rentals/hour-2011-01.csv");
        Files.delete(file("2011-01"));
        String kept = artifacts.read(
                new Digest(version.digest()), in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
        assertThat(kept).isEqualTo("instant,cnt\n1,16\n");
    }

    @Test
    void content_that_the_store_has_lost_is_taken_from_its_file_again_and_is_no_new_version() throws IOException {
        write("2011-01", "precious");
        turns.clock.advance(POLL.multipliedBy(3));
        Digest digest = new Digest(current(JANUARY).digest());
        Path kept = artifacts.path(digest);
        assertThat(kept.toFile().setWritable(true)).isTrue();
        Files.writeString(kept, "Precious");
        assertThatThrownBy(() -> artifacts.path(digest)).hasMessageContaining("damaged");

        turns.clock.advance(POLL);

        assertThat(artifacts.path(digest)).hasContent("precious");
        assertThat(turns.startedFor()).containsExactly("2011-01");
    }

    @Test
    void a_new_version_triggers_a_run_and_the_same_content_again_does_not() throws IOException {
        write("2011-01", "a");
        turns.clock.advance(POLL);
        write("2011-01", "a");
        turns.clock.advance(POLL.multipliedBy(5));
        assertThat(turns.startedFor()).containsExactly("2011-01");
    }

    @Test
    void content_that_comes_back_triggers_again() throws IOException {
        for (String content : List.of("a", "b", "a")) {
            write("2011-01", content);
            turns.clock.advance(POLL.multipliedBy(2));
        }
        assertThat(turns.startedFor()).containsExactly("2011-01", "2011-01", "2011-01");
    }

    @Test
    void an_edit_that_leaves_size_and_time_as_they_were_is_found_when_it_was_made_soon_after_the_look()
            throws IOException {
        write("2011-01", "a");
        turns.clock.advance(POLL);
        Instant modified = Files.getLastModifiedTime(file("2011-01")).toInstant();
        Files.writeString(file("2011-01"), "b");
        Files.setLastModifiedTime(file("2011-01"), FileTime.from(modified));
        turns.clock.advance(POLL);
        assertThat(current(JANUARY).digest()).isEqualTo(Digest.ofText("b").hex());
    }

    @Test
    void a_file_that_is_still_written_to_waits_and_is_looked_at_again_before_the_next_poll() throws IOException {
        turns.clock.advance(POLL.minusMillis(100));
        write("2011-01", "half");
        turns.clock.advance(Duration.ofMillis(100));
        assertThat(status().unsettled()).containsExactly("rentals/hour-2011-01.csv");
        assertThat(turns.runs).isEmpty();
        turns.clock.advance(SourceDiff.QUIET);
        assertThat(status().unsettled()).isEmpty();
        assertThat(turns.startedFor()).containsExactly("2011-01");
    }

    @Test
    void who_asks_for_a_look_sees_a_file_that_was_put_there_just_before() throws IOException {
        turns.clock.advance(POLL.minusMillis(500));
        write("2011-01", "fresh");
        CompletableFuture<SourceStatus> first = sources.lookNow(RENTALS).orElseThrow();
        CompletableFuture<SourceStatus> second = sources.lookNow(RENTALS).orElseThrow();
        assertThat(first).isNotDone();
        turns.clock.advance(SourceDiff.QUIET);
        assertThat(first.join().unsettled()).isEmpty();
        assertThat(second.join().unsettled()).isEmpty();
        assertThat(current(JANUARY).digest()).isEqualTo(Digest.ofText("fresh").hex());
    }

    @Test
    void a_restart_knows_the_files_it_has_seen_and_finds_those_it_has_not() throws IOException {
        write("2011-01", "a");
        turns.clock.advance(POLL.multipliedBy(3));
        turns.forgetListeners();
        turns.clock.close();
        write("2011-02", "b");
        turns.clock.advance(Duration.ofHours(1));
        start();
        turns.clock.advance(POLL);
        assertThat(turns.startedFor()).containsExactly("2011-01", "2011-02");
    }

    @Test
    void a_file_that_vanished_is_reported_and_its_last_version_stays() throws IOException {
        write("2011-01", "a");
        turns.clock.advance(POLL);
        Files.delete(file("2011-01"));
        turns.clock.advance(POLL);
        assertThat(status().vanished()).containsExactly(JANUARY);
        assertThat(current(JANUARY).digest()).isEqualTo(Digest.ofText("a").hex());
    }

    @Test
    void a_file_that_cannot_be_read_is_a_problem_of_the_source_and_holds_up_no_other() throws IOException {
        write("2011-01", "a");
        write("2011-02", "b");
        unreadable.add(file("2011-01").toRealPath());
        turns.clock.advance(POLL);
        assertThat(status().problems()).singleElement().asString().contains("hour-2011-01.csv", "cannot be read");
        assertThat(turns.startedFor()).containsExactly("2011-02");
        unreadable.clear();
        turns.clock.advance(POLL);
        assertThat(status().problems()).isEmpty();
        assertThat(turns.startedFor()).containsExactly("2011-02", "2011-01");
    }

    @Test
    void a_look_that_is_asked_for_finds_what_is_there_now() throws IOException {
        write("2011-01", "a");
        turns.clock.advance(Duration.ofSeconds(1));
        SourceStatus status = sources.lookNow(RENTALS).orElseThrow().join();
        assertThat(status.partitions()).isEqualTo(1);
        assertThat(turns.startedFor()).containsExactly("2011-01");
    }

    @Test
    void the_versions_of_several_partitions_are_pinned_together_and_the_missing_ones_are_named() throws IOException {
        write("2011-01", "a");
        write("2011-02", "b");
        turns.clock.advance(POLL);
        PartitionKey march = PartitionKey.of("2011-03");
        Datasets.Pinned pinned = turns.database.read(
                tx -> Datasets.pin(tx, RENTALS, List.of(march, PartitionKey.of("2011-02"), JANUARY)));
        assertThat(pinned.versions()).extracting(v -> v.partition().value()).containsExactly("2011-02", "2011-01");
        assertThat(pinned.missing()).containsExactly(march);
    }

    private void start() {
        TriggerDesk desk = new TriggerDesk(turns);
        sources = new Sources(folder.resolve("data"), artifacts, turns, turns.clock, turns.clock, Runnable::run);
        List<PipelineDefinition> pipelines =
                List.of(SamplePipelines.monthly(Optional.empty(), new OnData("changed-1", RENTALS, Duration.ZERO)));
        turns.listen(desk);
        turns.call(turn -> {
            desk.deploy(turn, pipelines);
            sources.deploy(turn, pipelines);
            return new TriggerKey(BIKE, "changed-1");
        });
    }

    private void write(String partition, String content) throws IOException {
        Files.writeString(file(partition), content);
        Files.setLastModifiedTime(file(partition), FileTime.from(turns.clock.instant()));
    }

    private Path file(String partition) {
        return folder.resolve("data/rentals/hour-" + partition + ".csv");
    }

    private SourceStatus status() {
        return sources.status(RENTALS).orElseThrow();
    }

    private VersionRow current(PartitionKey partition) {
        return turns.database
                .read(tx -> Datasets.current(tx, RENTALS, partition))
                .orElseThrow();
    }
}
