package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.DatasetName;
import dev.rondo.engine.artifact.Artifact;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.HeldArtifacts;
import dev.rondo.engine.garbage.Garbage;
import dev.rondo.engine.garbage.GarbageReport;
import dev.rondo.engine.garbage.GarbageReport.Amount;
import dev.rondo.engine.garbage.GarbageReport.Freed;
import dev.rondo.engine.garbage.GarbageReport.What;
import dev.rondo.engine.garbage.GarbageReport.Why;
import dev.rondo.engine.garbage.GarbageRequest;
import dev.rondo.engine.garbage.GarbageUnderWayException;
import dev.rondo.engine.garbage.KeptCode;
import dev.rondo.engine.retention.Retention;
import dev.rondo.engine.retention.RetentionSettings;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.DatasetVersionTable;
import dev.rondo.engine.store.SmallArtifactTable;
import dev.rondo.partition.PartitionKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Garbage through the loop and the store; what somebody needs stays. */
class GarbageTest {
    private static final Duration GRACE = Duration.ofDays(7);
    private static final Duration LONGER = Duration.ofDays(40);

    @TempDir
    Path home;

    private LoopWorld world;
    private Garbage garbage;

    @BeforeEach
    void open() {
        world = new LoopWorld(home, true, LoopPipelines.sums(), LoopPipelines.counting(), LoopPipelines.gated());
        garbage = new Garbage(world.database, world.loop, world.artifacts, () -> world.now);
    }

    @AfterEach
    void close() {
        garbage.close();
        world.close();
    }

    @Test
    void what_runs_models_data_and_the_cache_need_stays_however_old_it_is() throws IOException {
        world.arrive("gated.raw", "2011-01", "abc");
        RunId run = world.start("gated", "2011-01");
        world.finishAll();
        assertThat(world.step(run, "better").state().name()).isEqualTo("SUCCEEDED");
        keep("nobody needs this");
        world.advance(LONGER);

        GarbageReport report = collect(false);

        assertThat(report.freed()).containsOnly(Map.entry(What.FILE, new Amount(1, 17)));
        assertThat(report.kept()).containsOnlyKeys(Why.MODEL, Why.DATA);
        world.database.write(tx -> tx.update("delete from model_version") + tx.update("delete from dataset_version"));
        assertThat(collect(true).kept()).containsOnlyKeys(Why.RUN);
        world.database.write(tx -> {
            List.of("run_step", "run_pin", "attempt_input").forEach(table -> tx.update("delete from " + table));
            return run;
        });
        assertThat(collect(true).kept()).containsOnlyKeys(Why.CACHE);
    }

    @Test
    void what_a_forgotten_run_has_made_and_read_goes_and_is_made_again_when_it_is_needed() {
        RunId first = world.start("sums");
        world.finishAll();
        world.deployAs("code 2");
        world.start("sums");
        world.finishAll();
        world.advance(LONGER);
        Retention retention = new Retention(
                world.loop,
                new RunFolders(home),
                Runnable::run,
                new RetentionSettings(Optional.of(Duration.ofDays(30)), 1),
                Set::of);
        retention.pass();
        world.loop.runDue();
        assertThat(retention.forgotten()).isZero(); // what it made is the current data, which the second made, too
        assertThat(collect(false).totalFreed().count()).isZero();

        world.database.write(tx -> tx.update("delete from dataset_version") + tx.update("delete from run_pin"));
        retention.pass();
        world.loop.runDue();
        assertThat(retention.forgotten()).isOne();
        List<Long> left = world.database.read(tx -> tx.query("select run_id from run", row -> row.bigint("run_id")));
        assertThat(left).doesNotContain(first.value());
        world.database.write(tx -> tx.update("delete from run_step") + tx.update("delete from cache_entry"));
        world.database.write(tx -> tx.update("delete from attempt_input"));

        GarbageReport report = collect(false);

        assertThat(report.freed()).containsOnlyKeys(What.SMALL);
        assertThat(report.freed().get(What.SMALL).count()).isEqualTo(2);
        assertThat(small(Digest.ofText("3"))).isEmpty();
        RunId run = world.start("sums");
        world.finishAll();
        assertThat(world.state(run).name()).isEqualTo("SUCCEEDED");
        assertThat(small(Digest.ofText("3"))).isPresent();
    }

    @Test
    void only_looking_says_what_would_go_and_removes_nothing() throws IOException {
        Digest unneeded = keep("nobody needs this");
        world.advance(LONGER);

        GarbageReport looked = collect(true);

        assertThat(looked.dryRun()).isTrue();
        assertThat(looked.largest()).containsExactly(new Freed(What.FILE, unneeded.hex(), 17, world.now.minus(LONGER)));
        assertThat(file(unneeded)).exists();
        assertThat(collect(false).freed()).isEqualTo(looked.freed());
        assertThat(file(unneeded)).doesNotExist();
    }

    @Test
    void what_was_used_within_the_grace_period_stays() throws IOException {
        Digest young = keep("young");
        Digest found = keep("found");
        world.advance(LONGER);
        assertThat(world.artifacts.exists(found, 5)).isTrue();
        world.advance(GRACE);
        assertThat(collect(false).kept()).containsOnlyKeys(Why.YOUNG);
        assertThat(file(found)).exists();
        assertThat(file(young)).doesNotExist();
        world.advance(Duration.ofMillis(1));
        collect(false);
        assertThat(file(found)).doesNotExist();
    }

    @Test
    void a_small_artifact_that_is_made_again_counts_as_used() {
        RunId run = world.start("sums");
        world.finishAll();
        world.advance(LONGER);
        world.start("sums", "", "sum");
        world.finishAll();
        world.database.write(tx -> {
            for (String table : List.of("run_step", "cache_entry", "attempt_input", "dataset_version", "run_pin")) {
                tx.update("delete from " + table);
            }
            return run;
        });

        GarbageReport report = collect(false);

        assertThat(report.largest())
                .extracting(Freed::name)
                .containsExactly(Digest.ofText("2").hex());
        assertThat(small(Digest.ofText("3"))).isPresent();
    }

    @Test
    void a_folder_that_is_needed_keeps_its_files_and_one_that_is_not_goes_with_them() throws IOException {
        Artifact needed = world.artifacts.put(folder("needed", "shared", "own"));
        Artifact unneeded = world.artifacts.put(folder("unneeded", "shared", "other"));
        Path laidOut = world.artifacts.path(unneeded.digest());
        world.database.write(tx -> DatasetVersionTable.insertIfNew(
                tx,
                DatasetName.of("some.data"),
                PartitionKey.WHOLE,
                needed.digest().hex(),
                needed.sizeBytes(),
                world.now,
                ""));
        world.advance(LONGER);

        GarbageReport report = collect(false);

        assertThat(report.kept().get(Why.DATA).count()).isEqualTo(3);
        assertThat(report.freed().get(What.FOLDER).count()).isEqualTo(1);
        assertThat(report.freed().get(What.FILE).count()).isEqualTo(1);
        assertThat(laidOut).doesNotExist();
        assertThat(world.artifacts.path(needed.digest()).resolve("shared")).hasContent("content of shared");
    }

    @Test
    void what_was_found_damaged_stays_for_the_grace_period_and_then_goes() throws IOException {
        Digest damaged = keep("precious");
        assertThat(file(damaged).toFile().setWritable(true)).isTrue();
        Files.writeString(file(damaged), "Precious");
        assertThatThrownBy(() -> world.artifacts.path(damaged)).hasMessageContaining("damaged");

        assertThat(collect(false).freed()).isEmpty();
        assertThat(world.artifacts.quarantined()).hasSize(1);
        world.advance(LONGER);
        assertThat(collect(false).freed()).containsOnlyKeys(What.QUARANTINED);
        assertThat(world.artifacts.quarantined()).isEmpty();
    }

    @Test
    void code_stays_while_it_is_deployed_or_a_run_that_is_kept_began_with_it() {
        RunId run = world.start("sums");
        String ofRun = world.database.read(
                tx -> tx.one("select code_digest from run where run_id = ?", row -> row.text("code_digest"), run)
                        .orElseThrow());
        Instant old = world.now;
        List<String> removed = new ArrayList<>();
        garbage.lookAfter(new KeptCode() {
            @Override
            public List<Version> versions() {
                return List.of(
                        version(ofRun, old),
                        version("deployed", old),
                        version("old", old),
                        version("young", world.now));
            }

            @Override
            public Set<String> deployed() {
                return Set.of("deployed");
            }

            @Override
            public boolean removeUnlessUsedSince(Version version, Instant time) {
                return removed.add(version.digest());
            }
        });
        world.advance(LONGER);

        GarbageReport report = collect(false);

        assertThat(removed).containsExactly("old");
        assertThat(report.freed().get(What.CODE)).isEqualTo(new Amount(1, 100));
        assertThat(report.kept().get(Why.DEPLOYED).count()).isEqualTo(1);
        assertThat(report.kept().get(Why.YOUNG).count()).isEqualTo(1);
    }

    private static KeptCode.Version version(String digest, Instant usedAt) {
        return new KeptCode.Version(digest, "pipelines.jar", 100, usedAt);
    }

    @Test
    void one_search_at_a_time_is_enough() throws InterruptedException {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        garbage.lookAfter(new WaitingCode(looking, goOn));
        CompletableFuture<GarbageReport> first = garbage.begin(new GarbageRequest(true, GRACE));
        looking.await();
        assertThat(garbage.status().underWay()).isTrue();
        assertThatThrownBy(() -> garbage.begin(new GarbageRequest(true, GRACE)))
                .isInstanceOf(GarbageUnderWayException.class);
        goOn.countDown();
        assertThat(first.join().totalFreed().count()).isZero();
        assertThat(garbage.status()).isEqualTo(new Garbage.Status(false, Optional.of(first.join()), Optional.empty()));
    }

    private record WaitingCode(CountDownLatch looking, CountDownLatch goOn) implements KeptCode {
        @Override
        public List<Version> versions() {
            looking.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        }

        @Override
        public Set<String> deployed() {
            return Set.of();
        }

        @Override
        public boolean removeUnlessUsedSince(Version version, Instant time) {
            return false;
        }
    }

    @Test
    void nothing_goes_while_somebody_copies() throws IOException {
        Digest unneeded = keep("nobody needs this");
        world.advance(LONGER);
        List<CompletableFuture<GarbageReport>> search = new ArrayList<>();
        garbage.whileNothingGoes(() -> {
            search.add(garbage.begin(new GarbageRequest(false, GRACE)));
            Awaitility.await().during(Duration.ofMillis(50)).until(() -> Files.exists(file(unneeded)));
        });
        assertThat(search.get(0).join().totalFreed().count()).isEqualTo(1);
    }

    @Test
    void a_grace_period_shorter_than_work_in_progress_may_need_is_refused() {
        assertThatThrownBy(() -> new GarbageRequest(false, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least PT1H");
        assertThat(GarbageRequest.LEAST_GRACE).isGreaterThan(HeldArtifacts.NOTED_AFTER.multipliedBy(2));
    }

    private GarbageReport collect(boolean dryRun) {
        return collect(world, garbage, new GarbageRequest(dryRun, GRACE));
    }

    /** Searches, while turns are taken. */
    static GarbageReport collect(LoopWorld world, Garbage garbage, GarbageRequest request) {
        CompletableFuture<GarbageReport> search = garbage.begin(request);
        Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> {
            world.loop.runDue();
            return search.isDone();
        });
        return search.join();
    }

    private Digest keep(String text) throws IOException {
        return world.artifacts
                .put(out -> out.write(text.getBytes(StandardCharsets.UTF_8)))
                .digest();
    }

    private Path folder(String name, String... files) throws IOException {
        Path folder = Files.createDirectories(home.resolve("made").resolve(name));
        for (String file : files) {
            Files.writeString(folder.resolve(file), "content of " + file);
        }
        return folder;
    }

    private Path file(Digest digest) {
        return home.resolve("artifacts")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex().substring(2));
    }

    private Optional<byte[]> small(Digest digest) {
        return world.database.read(tx -> SmallArtifactTable.find(tx, digest));
    }
}
