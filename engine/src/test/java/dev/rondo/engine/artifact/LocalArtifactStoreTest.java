package dev.rondo.engine.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LocalArtifactStoreTest extends ArtifactStoreContract {
    private LocalArtifactStore store;

    @Override
    ArtifactStore open() {
        store = new LocalArtifactStore(root(), now::get);
        return store;
    }

    @Override
    HeldArtifacts held() {
        return store;
    }

    private Path root() {
        return folder.resolve("artifacts");
    }

    @Override
    void damage(Digest digest, String content) throws IOException {
        damage(root(), digest, content);
    }

    static void damage(Path root, Digest digest, String content) throws IOException {
        Path file =
                root.resolve(digest.hex().substring(0, 2)).resolve(digest.hex().substring(2));
        assertThat(file.toFile().setWritable(true)).isTrue();
        Files.writeString(file, content, StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Test
    void a_file_lies_under_its_digest_and_is_read_only() throws IOException {
        Artifact artifact = putText("abc");
        Path file = root().resolve("ba").resolve(artifact.digest().hex().substring(2));
        assertThat(file).hasContent("abc");
        assertThat(Files.getPosixFilePermissions(file).toString()).doesNotContain("WRITE");
    }

    @Test
    void nothing_temporary_is_left_behind() throws IOException {
        assertThatThrownBy(() -> store.put(out -> {
                    out.write(1);
                    throw new IOException("stop");
                }))
                .isInstanceOf(IOException.class);
        putText("twice");
        putText("twice");
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("a"), "a");
        store.path(store.put(source).digest());
        assertThat(root().resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void what_a_crash_left_half_written_is_removed_at_the_start() throws IOException {
        Files.writeString(root().resolve("tmp/half"), "half");
        Files.createDirectories(root().resolve("tmp/folder/below"));
        open();
        assertThat(root().resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void a_manifest_that_leads_out_of_its_folder_is_refused() {
        assertThatThrownBy(() -> new FolderManifest.Entry("a/../../b", Digest.ofText(""), 0))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("..");
        assertThatThrownBy(() -> new FolderManifest.Entry("/etc/passwd", Digest.ofText(""), 0))
                .isInstanceOf(ArtifactException.class);
    }

    @Test
    void a_link_in_the_place_of_an_artifact_is_not_followed() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Digest digest = Digest.ofText("secret");
        Path place = root().resolve(digest.hex().substring(0, 2));
        Files.createDirectories(place);
        Files.createSymbolicLink(place.resolve(digest.hex().substring(2)), secret);

        assertThat(store.exists(digest, 6)).isFalse();
        assertThatThrownBy(() -> store.open(digest)).isInstanceOf(ArtifactMissingException.class);
    }

    @Test
    void a_full_disk_is_named_with_what_was_needed() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no /dev/full");
        var failure = new StoreFailure(root());
        try (var out = new StoredOutput(full, (written, e) -> failure.unwritten(written, 4_000_000, e))) {
            assertThatThrownBy(() -> out.write(new byte[100]))
                    .isInstanceOf(ArtifactException.class)
                    .hasMessageContaining("needs 4000000 bytes")
                    .hasMessageContaining("The disk is full")
                    .hasMessageContaining(root().toString());
        }
    }

    @Test
    void on_a_full_disk_nothing_half_written_can_be_seen_and_what_was_there_still_can() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()) == 0,
                "a small disk can be made by root only");
        try {
            var small = new LocalArtifactStore(disk.resolve("artifacts"), now::get);
            Artifact before = small.put(out -> out.write("before".getBytes(UTF_8)));
            Path large = Files.write(folder.resolve("large"), new byte[3_000_000]);
            Path many = Files.createDirectories(folder.resolve("many"));
            for (int i = 0; i < 60; i++) {
                Files.write(many.resolve("file-" + i), ("" + i).repeat(30_000).getBytes(UTF_8));
            }

            assertThatThrownBy(() -> small.put(out -> out.write(new byte[3_000_000])))
                    .isInstanceOf(ArtifactException.class)
                    .hasMessageContaining("The disk is full")
                    .hasMessageContaining(disk.toString());
            assertThatThrownBy(() -> small.put(large))
                    .isInstanceOf(ArtifactException.class)
                    .hasMessageContaining("needs 3000000 bytes");
            assertThatThrownBy(() -> small.put(many)).isInstanceOf(ArtifactException.class);

            assertThat(small.exists(Digest.ofFile(large), 3_000_000)).isFalse();
            assertThat(disk.resolve("artifacts/tmp")).isEmptyDirectory();
            assertThat(small.exists(before.digest(), 6)).isTrue();
            try (Stream<Path> kept = Files.walk(disk.resolve("artifacts"))) {
                assertThat(kept).noneMatch(file -> file.toString().endsWith(StoreFolder.MANIFEST));
            }
        } finally {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    @Test
    void a_patrol_reads_everything_once_a_round_and_tells_of_damage_that_nobody_has_met() throws IOException {
        for (int i = 0; i < 40; i++) {
            putText("artifact " + i);
        }
        Digest damaged = Digest.ofText("artifact 7");
        damage(damaged, "artifact x");
        List<Digest> told = new ArrayList<>();
        store.whenDamaged(told::add);
        DamagePatrol patrol = new DamagePatrol(store, new Random(1));

        List<Digest> found = new ArrayList<>();
        for (int part = 0; part < HeldArtifacts.PARTS; part++) {
            found.addAll(patrol.look());
        }

        assertThat(found).containsExactly(damaged);
        assertThat(told).containsExactly(damaged);
        assertThat(store.exists(damaged, 10)).isFalse();
        assertThat(all()).hasSize(39);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void a_digest_that_is_none_is_refused() {
        assertThatThrownBy(() -> new Digest("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Digest("A".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }
}
