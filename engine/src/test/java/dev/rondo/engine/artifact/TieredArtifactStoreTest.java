package dev.rondo.engine.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TieredArtifactStoreTest {
    @TempDir
    Path root;

    private final Map<Digest, byte[]> table = new HashMap<>();
    private TieredArtifactStore store;

    @BeforeEach
    void open() {
        store = new TieredArtifactStore(
                new LocalArtifactStore(root, InstantSource.system()), digest -> Optional.ofNullable(table.get(digest)));
    }

    @Test
    void small_content_makes_no_file_and_is_left_to_the_caller() throws Exception {
        Staged staged = stage(bytes("small"));

        assertThat(staged.small())
                .hasValueSatisfying(s -> assertThat(s.content()).isEqualTo(bytes("small")));
        assertThat(staged.artifact().digest()).isEqualTo(Digest.ofText("small"));
        assertThat(files()).isZero();
    }

    @Test
    void small_content_can_be_read_before_and_after_it_was_written_to_the_table() throws Exception {
        Staged staged = stage(bytes("small"));
        assertThat(read(staged)).isEqualTo("small");

        table.put(staged.artifact().digest(), staged.small().orElseThrow().content());
        open();
        assertThat(store.exists(staged.artifact().digest(), 5)).isTrue();
        assertThat(read(staged)).isEqualTo("small");
    }

    @Test
    void content_of_one_byte_too_many_is_a_file_and_durable_at_once() throws Exception {
        Staged most = stage(new byte[SmallArtifact.MOST_BYTES]);
        Staged more = stage(new byte[SmallArtifact.MOST_BYTES + 1]);

        assertThat(most.small()).isPresent();
        assertThat(more.small()).isEmpty();
        open();
        assertThat(store.exists(more.artifact().digest(), SmallArtifact.MOST_BYTES + 1))
                .isTrue();
        assertThat(store.exists(most.artifact().digest(), SmallArtifact.MOST_BYTES))
                .isFalse();
    }

    @Test
    void content_that_fails_half_way_leaves_nothing() throws Exception {
        assertThatThrownBy(() -> store.stage(out -> {
                    out.write(new byte[2 * SmallArtifact.MOST_BYTES]);
                    throw new IOException("half-way");
                }))
                .hasMessage("half-way");
        assertThat(files()).isZero();
    }

    @Test
    void a_damaged_row_is_never_returned_and_counts_as_missing() throws Exception {
        Digest digest = Digest.ofText("small");
        table.put(digest, bytes("smell"));

        assertThat(store.exists(digest, 5)).isFalse();
        assertThatThrownBy(() -> store.read(digest, InputStream::readAllBytes))
                .isInstanceOf(ArtifactDamagedException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining(digest.hex());
    }

    @Test
    void what_is_nowhere_is_missing() {
        assertThatThrownBy(() -> store.open(Digest.ofText("gone"))).isInstanceOf(ArtifactMissingException.class);
    }

    @Test
    void small_content_can_be_had_as_a_file_too() throws Exception {
        Staged staged = stage(bytes("small"));
        assertThat(Files.readString(store.path(staged.artifact().digest()))).isEqualTo("small");
    }

    private Staged stage(byte[] content) throws IOException {
        return store.stage(out -> out.write(content));
    }

    private String read(Staged staged) throws IOException {
        return store.read(staged.artifact().digest(), in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    private long files() throws IOException {
        try (Stream<Path> below = Files.walk(root)) {
            return below.filter(Files::isRegularFile).count();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
