package dev.rondo.engine.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalArtifactStoreTest {
    @TempDir
    Path folder;

    private Path root;
    private LocalArtifactStore store;

    @BeforeEach
    void openStore() {
        root = folder.resolve("artifacts");
        store = new LocalArtifactStore(root);
    }

    @Test
    void content_is_found_by_its_sha_256() throws IOException {
        Artifact artifact = putText("abc");

        assertThat(artifact.digest().hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(artifact.sizeBytes()).isEqualTo(3);
        assertThat(root.resolve("ba").resolve(artifact.digest().hex().substring(2)))
                .hasContent("abc");
        assertThat(text(artifact.digest())).isEqualTo("abc");
        assertThat(store.exists(artifact.digest(), 3)).isTrue();
        assertThat(store.exists(artifact.digest(), 4)).isFalse();
    }

    @Test
    void the_same_content_is_kept_once() throws IOException {
        assertThat(putText("same")).isEqualTo(putText("same"));
        assertThat(storedFiles()).hasSize(1);
    }

    @Test
    void what_is_stored_is_read_only() throws IOException {
        Artifact artifact = putText("fixed");
        assertThat(Files.getPosixFilePermissions(store.path(artifact.digest())).toString())
                .doesNotContain("WRITE");
    }

    @Test
    void damaged_content_is_never_returned_and_goes_to_quarantine() throws IOException {
        Artifact artifact = putText("precious");
        damage(artifact.digest(), "Precious");

        assertThatThrownBy(() -> text(artifact.digest()))
                .isInstanceOf(ArtifactDamagedException.class)
                .hasMessageContaining(artifact.digest().hex())
                .hasMessageContaining("quarantine");
        assertThat(store.exists(artifact.digest(), 8)).isFalse();
        assertThatThrownBy(() -> store.open(artifact.digest())).isInstanceOf(ArtifactMissingException.class);
        try (Stream<Path> files = Files.list(root.resolve("quarantine"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void damage_is_reported_even_when_the_reader_stops_early_or_fails_because_of_it() throws IOException {
        Artifact early = putText("precious, but only the first byte is read");
        damage(early.digest(), "precious, but only the first byte was read");
        assertThatThrownBy(() -> store.read(early.digest(), InputStream::read))
                .isInstanceOf(ArtifactDamagedException.class);

        Artifact failing = putText("{}");
        damage(failing.digest(), "{{");
        assertThatThrownBy(() -> store.read(failing.digest(), in -> {
                    throw new IOException("cannot parse");
                }))
                .isInstanceOf(ArtifactDamagedException.class);
    }

    @Test
    void a_reader_that_swallows_the_damage_does_not_hide_it() throws IOException {
        Artifact artifact = putText("good");
        damage(artifact.digest(), "evil");
        assertThatThrownBy(() -> store.read(artifact.digest(), in -> {
                    try {
                        return in.readAllBytes().length;
                    } catch (ArtifactDamagedException e) {
                        return 0;
                    }
                }))
                .isInstanceOf(ArtifactDamagedException.class);
    }

    @Test
    void writing_the_content_again_heals_damage() throws IOException {
        Artifact artifact = putText("again");
        damage(artifact.digest(), "AGAIN");
        putText("again");
        assertThat(text(artifact.digest())).isEqualTo("again");
    }

    @Test
    void content_that_fails_half_way_leaves_nothing() throws IOException {
        assertThatThrownBy(() -> store.put(out -> {
                    out.write(1);
                    throw new IOException("stop");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("stop");
        assertThat(storedFiles()).isEmpty();
        assertThat(root.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void what_a_crash_left_half_written_is_removed_at_the_start() throws IOException {
        Files.writeString(root.resolve("tmp/half"), "half");
        Files.createDirectories(root.resolve("tmp/folder/below"));
        new LocalArtifactStore(root);
        assertThat(root.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void a_folder_comes_back_with_its_files_under_their_relative_paths() throws IOException {
        Path model = folder.resolve("model");
        Files.createDirectories(model.resolve("weights"));
        Files.writeString(model.resolve("weights/layer 1.bin"), "one");
        Files.writeString(model.resolve("config.json"), "{}");

        Artifact artifact = store.put(model);
        Path read = store.path(artifact.digest());

        assertThat(artifact.kind()).isEqualTo(Artifact.Kind.FOLDER);
        assertThat(artifact.sizeBytes()).isEqualTo(5);
        assertThat(read.resolve("weights/layer 1.bin")).hasContent("one");
        assertThat(read.resolve("config.json")).hasContent("{}");
        assertThat(store.exists(artifact.digest(), 5)).isTrue();
        assertThat(store.path(artifact.digest())).isEqualTo(read);
        assertThat(store.put(read)).isEqualTo(artifact);
    }

    @Test
    void a_folder_with_a_damaged_file_is_not_handed_out() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("a"), "content");
        Artifact artifact = store.put(model);
        store.path(artifact.digest());
        damage(Digest.ofText("content"), "CONTENT");

        assertThatThrownBy(() -> store.path(artifact.digest())).isInstanceOf(ArtifactDamagedException.class);
        assertThat(store.exists(artifact.digest(), 7)).isFalse();

        store.put(model);
        assertThat(store.path(artifact.digest()).resolve("a")).hasContent("content");
    }

    @Test
    void a_file_that_somebody_added_to_a_folder_is_not_handed_out() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("a"), "content");
        Artifact artifact = store.put(model);
        Files.writeString(store.path(artifact.digest()).resolve("b"), "smuggled");

        assertThat(store.path(artifact.digest()).resolve("b")).doesNotExist();
    }

    @Test
    void symbolic_links_are_refused_and_not_followed() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.createSymbolicLink(model.resolve("link"), secret);

        assertThatThrownBy(() -> store.put(model))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> store.put(model.resolve("link"))).isInstanceOf(ArtifactException.class);
        assertThatThrownBy(() -> store.put(folder.resolve("nowhere")))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("neither a file nor a folder");
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
    void many_writers_of_the_same_content_do_not_disturb_one_another() throws Exception {
        byte[] content = "shared".repeat(10_000).getBytes(UTF_8);
        Callable<Artifact> writeAndRead = () -> {
            Artifact artifact = store.put(out -> out.write(content));
            assertThat(store.read(artifact.digest(), InputStream::readAllBytes)).isEqualTo(content);
            return artifact;
        };
        var pool = Executors.newFixedThreadPool(4);
        List<Future<Artifact>> results = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            results.add(pool.submit(writeAndRead));
        }
        for (Future<Artifact> result : results) {
            assertThat(result.get().digest()).isEqualTo(Digest.of(content));
        }
        pool.shutdown();
        assertThat(storedFiles()).hasSize(1);
    }

    @Test
    void a_full_disk_is_named_as_such() {
        var failure = new StoreFolder(root).failure("write", new IOException("No space left on device"));
        assertThat(failure)
                .hasMessageContaining("cannot write")
                .hasMessageContaining("The disk is full")
                .hasMessageContaining(root.toString());
    }

    @Test
    void writing_works_on_a_thread_that_is_interrupted() throws IOException {
        Thread.currentThread().interrupt();
        try (var out = new StoredOutput(folder.resolve("x"), e -> new ArtifactException("no", e))) {
            out.write(new byte[10]);
            assertThat(out.finish().sizeBytes()).isEqualTo(10);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_digest_that_is_none_is_refused() {
        assertThatThrownBy(() -> new Digest("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Digest("A".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }

    private Artifact putText(String text) throws IOException {
        return store.put(out -> out.write(text.getBytes(UTF_8)));
    }

    private String text(Digest digest) throws IOException {
        return new String(store.read(digest, InputStream::readAllBytes), UTF_8);
    }

    private void damage(Digest digest, String content) throws IOException {
        Path file =
                root.resolve(digest.hex().substring(0, 2)).resolve(digest.hex().substring(2));
        assertThat(file.toFile().setWritable(true)).isTrue();
        Files.writeString(file, content, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private List<Path> storedFiles() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
