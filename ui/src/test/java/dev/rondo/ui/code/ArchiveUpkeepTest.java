package dev.rondo.ui.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.garbage.KeptCode.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveUpkeepTest {
    @TempDir
    Path folder;

    private Path archive;
    private CodeArchive code;
    private ArchiveUpkeep upkeep;
    private Digest digest;

    @BeforeEach
    void addOne() throws IOException {
        archive = folder.resolve("code");
        code = new CodeArchive(archive);
        upkeep = new ArchiveUpkeep(archive, Set::of);
        assertThat(upkeep.versions()).isEmpty();
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Files.writeString(classes.resolve("A.class"), "bytes");
        digest = code.add(CodeFiles.folder(classes)).digest();
    }

    @Test
    void a_version_is_listed_with_its_name_and_size() {
        Version version = only();
        assertThat(version.digest()).isEqualTo(digest.hex());
        assertThat(version.label()).isEqualTo("classes");
        assertThat(version.bytes()).isGreaterThan(5);
    }

    @Test
    void a_version_goes_when_it_was_not_used_and_stays_when_it_was_loaded_since() throws IOException {
        Instant before = only().usedAt();
        assertThat(upkeep.removeUnlessUsedSince(only(), before)).isFalse();
        assertThat(code.holds(digest)).isTrue();
        assertThat(code.version(digest).label()).isEqualTo("classes");

        assertThat(upkeep.removeUnlessUsedSince(only(), after())).isTrue();
        assertThat(code.holds(digest)).isFalse();
        assertThat(archive).isEmptyDirectory();
        assertThat(upkeep.removeUnlessUsedSince(new Version(digest.hex(), "", 0, before), after()))
                .isFalse();
    }

    @Test
    void what_a_copy_that_was_cut_short_left_behind_goes_too() throws IOException {
        Files.createDirectories(archive.resolve(".new-1/lib"));
        List<Version> unfinished = upkeep.versions().stream()
                .filter(version -> version.label().equals("unfinished"))
                .toList();
        assertThat(unfinished).hasSize(1);
        assertThat(upkeep.removeUnlessUsedSince(unfinished.get(0), after())).isTrue();
        assertThat(upkeep.versions()).hasSize(1);
    }

    private Version only() {
        assertThat(upkeep.versions()).hasSize(1);
        return upkeep.versions().get(0);
    }

    private static Instant after() {
        return Instant.now().plus(Duration.ofDays(1));
    }
}
