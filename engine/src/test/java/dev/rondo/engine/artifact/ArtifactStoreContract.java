package dev.rondo.engine.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.engine.artifact.HeldArtifacts.Held;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every artifact store promises, whatever it keeps artifacts in. */
abstract class ArtifactStoreContract {
    /** More with {@code -DargLine=-Dartifacts.files=100000}. */
    private static final int MANY_FILES = Integer.getInteger("artifacts.files", 300);

    static final Duration GRACE = Duration.ofHours(1);

    @TempDir
    Path folder;

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T00:00:00Z"));

    private ArtifactStore store;
    private HeldArtifacts held;

    /** Opens the store, whose time is {@link #now}. */
    abstract ArtifactStore open();

    /** What the store that was opened last holds. */
    abstract HeldArtifacts held();

    /** Changes the bytes that the store keeps for a digest behind its back. */
    abstract void damage(Digest digest, String content) throws IOException;

    @BeforeEach
    void openStore() {
        store = open();
        held = held();
    }

    @Test
    void content_is_found_by_its_sha_256() throws IOException {
        Artifact artifact = putText("abc");

        assertThat(artifact.digest().hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(artifact.sizeBytes()).isEqualTo(3);
        assertThat(text(artifact.digest())).isEqualTo("abc");
        assertThat(store.exists(artifact.digest(), 3)).isTrue();
        assertThat(store.exists(artifact.digest(), 4)).isFalse();
        assertThat(store.path(artifact.digest())).hasContent("abc");
    }

    @Test
    void what_was_put_is_there_after_the_store_was_opened_again() throws IOException {
        Artifact artifact = putText("abc");
        openStore();
        assertThat(text(artifact.digest())).isEqualTo("abc");
    }

    @Test
    void the_same_content_is_kept_once() throws IOException {
        assertThat(putText("same")).isEqualTo(putText("same"));
        assertThat(all()).hasSize(1);
    }

    @Test
    void nothing_at_all_is_content_too() throws IOException {
        Artifact nothing = store.put(out -> {});
        Path empty = Files.createFile(folder.resolve("empty"));

        assertThat(store.put(empty)).isEqualTo(nothing);
        assertThat(nothing.sizeBytes()).isZero();
        assertThat(store.exists(nothing.digest(), 0)).isTrue();
        assertThat(text(nothing.digest())).isEmpty();
    }

    @Test
    void content_larger_than_any_buffer_comes_back_byte_for_byte() throws IOException {
        int size = 5_000_011;
        byte[] part = new byte[4_099];
        new Random(7).nextBytes(part);
        Artifact artifact = store.put(out -> {
            for (int left = size; left > 0; left -= part.length) {
                out.write(part, 0, Math.min(left, part.length));
            }
        });

        assertThat(artifact.sizeBytes()).isEqualTo(size);
        long read = store.read(artifact.digest(), in -> {
            long count = 0;
            byte[] chunk = in.readNBytes(part.length);
            while (chunk.length == part.length) {
                assertThat(chunk).isEqualTo(part);
                count += chunk.length;
                chunk = in.readNBytes(part.length);
            }
            return count + chunk.length;
        });
        assertThat(read).isEqualTo(size);
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
        assertThat(held.quarantined()).singleElement().satisfies(damaged -> {
            assertThat(damaged.sizeBytes()).isEqualTo(8);
            assertThat(damaged.foundAt()).isEqualTo(now.get());
        });
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
    void content_that_fails_half_way_leaves_nothing() {
        assertThatThrownBy(() -> store.put(out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("stop");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("stop");
        assertThat(all()).isEmpty();
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
        assertThat(held.filesOf(artifact.digest()))
                .containsExactlyInAnyOrder(Digest.ofText("one"), Digest.ofText("{}"));
    }

    @Test
    void a_folder_is_its_names_and_contents_whatever_else_differs() throws IOException {
        Path one = Files.createDirectories(folder.resolve("one"));
        Path other = Files.createDirectories(folder.resolve("other"));
        for (String name : List.of("b", "a", "c")) {
            Files.writeString(one.resolve(name), "in " + name);
        }
        for (String name : List.of("c", "b", "a")) {
            Path file = Files.writeString(other.resolve(name), "in " + name);
            assertThat(file.toFile().setLastModified(1_000)).isTrue();
            assertThat(file.toFile().setReadOnly()).isTrue();
        }
        assertThat(store.put(one)).isEqualTo(store.put(other));

        Files.move(one.resolve("a"), one.resolve("A"));
        assertThat(store.put(one)).isNotEqualTo(store.put(other));
    }

    @Test
    void an_empty_folder_is_a_folder() throws IOException {
        Artifact artifact = store.put(Files.createDirectories(folder.resolve("empty")));

        assertThat(artifact.kind()).isEqualTo(Artifact.Kind.FOLDER);
        assertThat(store.exists(artifact.digest(), 0)).isTrue();
        assertThat(store.path(artifact.digest())).isEmptyDirectory();
    }

    @Test
    void names_in_any_script_and_with_odd_characters_come_back() throws IOException {
        assumeTrue(
                "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
                "names in any script need a process that began with a locale of UTF-8");
        Path source = Files.createDirectories(folder.resolve("names"));
        List<String> names = List.of(
                "模型",
                "Größe",
                "e\u0301",
                "\u00e9",
                "😀.bin",
                " leading",
                "trailing ",
                "-rf",
                "a'b\"c",
                "$HOME",
                "*",
                "%2F");
        for (String name : names) {
            Files.writeString(source.resolve(name), name);
        }
        Path read = store.path(store.put(source).digest());
        for (String name : names) {
            assertThat(Files.readString(read.resolve(name))).isEqualTo(name);
        }
    }

    @Test
    void a_name_that_would_not_come_back_is_refused_by_name() throws IOException {
        Path source = Files.createDirectories(folder.resolve("names"));
        Files.writeString(source.resolve("two\nlines"), "x");
        assertThatThrownBy(() -> store.put(source))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("two\nlines")
                .hasMessageContaining("Rename the file");
    }

    @Test
    void a_folder_of_many_files_is_kept_whole() throws IOException {
        Path source = Files.createDirectories(folder.resolve("many"));
        for (int i = 0; i < MANY_FILES; i++) {
            Path part = source.resolve("part-" + i / 100);
            if (i % 100 == 0) {
                Files.createDirectory(part);
            }
            Files.writeString(part.resolve("file-" + i), "content " + i);
        }
        Artifact artifact = store.put(source);
        Path read = store.path(artifact.digest());

        assertThat(read.resolve("part-0/file-17")).hasContent("content 17");
        assertThat(held.filesOf(artifact.digest())).hasSize(MANY_FILES);
        assertThat(store.exists(artifact.digest(), artifact.sizeBytes())).isTrue();
        assertThat(store.put(read)).isEqualTo(artifact);
    }

    @Test
    void a_folder_with_one_file_that_cannot_be_kept_is_not_kept() throws IOException {
        Path source = Files.createDirectories(folder.resolve("many"));
        for (int i = 0; i < 100; i++) {
            Files.writeString(source.resolve("file-" + i), "content " + i);
        }
        Files.createSymbolicLink(source.resolve("file-100"), Path.of("file-7"));
        assertThatThrownBy(() -> store.put(source))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("file-100");
        assertThat(all()).noneMatch(kept -> kept.kind() == Artifact.Kind.FOLDER);
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
        Path secret = Files.createDirectories(folder.resolve("secret"));
        Files.writeString(secret.resolve("key"), "secret");
        Path model = Files.createDirectories(folder.resolve("model"));
        Path link = Files.createSymbolicLink(model.resolve("link"), secret.resolve("key"));

        assertThatThrownBy(() -> store.put(model))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> store.put(link)).isInstanceOf(ArtifactException.class);
        Files.delete(link);
        Files.createSymbolicLink(link, secret);
        assertThatThrownBy(() -> store.put(model)).isInstanceOf(ArtifactException.class);
        assertThatThrownBy(() -> store.put(link)).isInstanceOf(ArtifactException.class);
        assertThatThrownBy(() -> store.put(folder.resolve("nowhere")))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("neither a file nor a folder");
        assertThat(store.exists(Digest.ofText("secret"), 6)).isFalse();
    }

    @Test
    void many_writers_of_the_same_content_do_not_disturb_one_another() throws Exception {
        byte[] content = "shared".repeat(10_000).getBytes(UTF_8);
        Path source = Files.createDirectories(folder.resolve("shared"));
        Files.write(source.resolve("file"), content);
        Files.writeString(source.resolve("other"), "other");
        Digest expected = store.put(source).digest();
        Callable<Boolean> writeAndRead = () -> {
            Artifact artifact = store.put(out -> out.write(content));
            assertThat(artifact.digest()).isEqualTo(Digest.of(content));
            assertThat(store.read(artifact.digest(), InputStream::readAllBytes)).isEqualTo(content);
            assertThat(store.put(source).digest()).isEqualTo(expected);
            assertThat(store.path(expected).resolve("file")).hasBinaryContent(content);
            return true;
        };
        var pool = Executors.newFixedThreadPool(4);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            results.add(pool.submit(writeAndRead));
        }
        for (Future<Boolean> result : results) {
            assertThat(result.get()).isTrue();
        }
        pool.shutdown();
        assertThat(all()).hasSize(3);
    }

    @Test
    void putting_works_on_a_thread_that_is_interrupted() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("a"), "a");
        Thread.currentThread().interrupt();
        try {
            assertThat(store.exists(putText("text").digest(), 4)).isTrue();
            assertThat(store.exists(store.put(source).digest(), 1)).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void what_is_held_is_listed_with_its_kind_and_when_it_was_used() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("a"), "content of a");
        Artifact kept = store.put(source);

        assertThat(all())
                .extracting(Held::digest, Held::kind)
                .containsExactlyInAnyOrder(
                        tuple(kept.digest(), Artifact.Kind.FOLDER),
                        tuple(Digest.ofText("content of a"), Artifact.Kind.FILE));
        assertThat(all()).allMatch(one -> one.usedAt().equals(now.get()));
    }

    @Test
    void what_was_not_used_is_removed_and_what_was_used_stays() throws IOException {
        Artifact unused = putText("unused");
        Artifact found = putText("found");
        Artifact read = putText("read");
        Artifact again = putText("again");
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("a"), "of a folder");
        Artifact laidOut = store.put(source);
        store.path(laidOut.digest());
        later(Duration.ofHours(5));
        store.exists(found.digest(), found.sizeBytes());
        text(read.digest());
        putText("again");
        store.path(laidOut.digest());
        later(Duration.ofMinutes(30));

        List<Held> removed = sweep();

        assertThat(removed).extracting(Held::digest).containsExactly(unused.digest());
        assertThat(store.exists(unused.digest(), 6)).isFalse();
        assertThat(text(found.digest())).isEqualTo("found");
        assertThat(text(read.digest())).isEqualTo("read");
        assertThat(text(again.digest())).isEqualTo("again");
        assertThat(store.path(laidOut.digest()).resolve("a")).hasContent("of a folder");
    }

    @Test
    void a_folder_that_was_removed_can_be_put_again() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("a"), "content of a");
        Artifact artifact = store.put(source);
        store.path(artifact.digest());
        later(Duration.ofHours(5));

        assertThat(sweep()).hasSize(2);
        assertThat(store.exists(artifact.digest(), artifact.sizeBytes())).isFalse();
        assertThatThrownBy(() -> store.path(artifact.digest())).isInstanceOf(ArtifactMissingException.class);
        assertThat(store.put(source)).isEqualTo(artifact);
        assertThat(store.path(artifact.digest()).resolve("a")).hasContent("content of a");
    }

    @Test
    void a_check_finds_damage_before_anybody_reads() throws IOException {
        Artifact sound = putText("sound");
        Artifact damaged = putText("damaged");
        damage(damaged.digest(), "DAMAGED");

        assertThat(all())
                .allSatisfy(one ->
                        assertThat(held.check(one)).isEqualTo(one.digest().equals(sound.digest())));
        assertThat(store.exists(damaged.digest(), 7)).isFalse();
        assertThat(store.exists(sound.digest(), 5)).isTrue();
        assertThat(held.quarantined()).hasSize(1);
    }

    @Test
    void the_quarantine_is_cleared_of_what_is_old() throws IOException {
        for (String text : List.of("first", "second")) {
            Artifact damaged = putText(text);
            damage(damaged.digest(), text + "!");
            assertThatThrownBy(() -> text(damaged.digest())).isInstanceOf(ArtifactDamagedException.class);
            later(Duration.ofHours(2));
        }
        assertThat(held.clearQuarantine(now.get().minus(Duration.ofHours(3)))).hasSize(1);
        assertThat(held.quarantined()).hasSize(1);
    }

    @Test
    void what_somebody_uses_stays_while_others_remove_what_is_old() throws Exception {
        long seed = new Random().nextLong();
        var pool = Executors.newFixedThreadPool(3);
        List<Future<Integer>> users = new ArrayList<>();
        AtomicInteger removed = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            Random random = new Random(seed + i);
            users.add(pool.submit(() -> useAtRandom(random, removed)));
        }
        Random random = new Random(seed - 1);
        while (!users.stream().allMatch(Future::isDone)) {
            later(Duration.ofMinutes(random.nextInt(30)));
            removed.addAndGet(sweep().size());
        }
        for (Future<Integer> user : users) {
            assertThat(user.get()).as("reads, with seed %d", seed).isPositive();
        }
        pool.shutdown();
        assertThat(removed).as("removed, with seed %d", seed).hasPositiveValue();
    }

    /** Goes on until something was removed beside it, however fast this machine is. */
    private int useAtRandom(Random random, AtomicInteger removed) throws IOException {
        int reads = 0;
        for (int i = 0; i < 200 || (removed.get() == 0 && i < 100_000); i++) {
            String text = "content " + random.nextInt(30);
            Digest digest = Digest.ofText(text);
            Instant before = now.get();
            boolean there = true;
            if (random.nextInt(3) == 0) {
                putText(text);
            } else {
                there = store.exists(digest, text.length());
            }
            Duration allowed = GRACE.minus(HeldArtifacts.NOTED_AFTER);
            if (there) {
                try (InputStream in = store.open(digest)) {
                    assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(text);
                    reads++;
                } catch (ArtifactMissingException e) {
                    assertThat(Duration.between(before, now.get())).isGreaterThanOrEqualTo(allowed);
                }
            }
        }
        return reads;
    }

    /** Removes what was not used for {@link #GRACE}; says what. */
    private List<Held> sweep() {
        Instant time = now.get().minus(GRACE);
        return all().stream()
                .filter(one -> held.removeUnlessUsedSince(one, time))
                .toList();
    }

    final void later(Duration by) {
        now.updateAndGet(time -> time.plus(by));
    }

    final List<Held> all() {
        List<Held> all = new ArrayList<>();
        held.each(all::add);
        return all;
    }

    final Artifact putText(String text) throws IOException {
        return store.put(out -> new ByteArrayInputStream(text.getBytes(UTF_8)).transferTo(out));
    }

    final String text(Digest digest) throws IOException {
        return store.read(digest, in -> new String(in.readAllBytes(), UTF_8));
    }
}
