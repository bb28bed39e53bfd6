package dev.rondo.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.ValueType;
import dev.rondo.partition.PartitionKey;
import dev.rondo.step.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSourceScanTest {
    @TempDir
    Path folder;

    @Test
    void the_partition_is_read_from_the_path() throws IOException {
        write("rentals/hour-2011-01.csv", "rentals/hour-2011-02.csv", "rentals/notes.txt", "other/hour-2011-03.csv");
        assertThat(look("rentals/hour-{partition}.csv").files())
                .extracting(f -> f.partition().value(), FoundFile::path)
                .containsExactly(
                        tuple("2011-01", "rentals/hour-2011-01.csv"), tuple("2011-02", "rentals/hour-2011-02.csv"));
    }

    @Test
    void the_partition_may_be_a_folder_and_appear_twice() throws IOException {
        write("2011-01/hour-2011-01.csv", "2011-01/hour-2011-02.csv", "2011-02/hour-2011-02.csv");
        assertThat(look("{partition}/hour-{partition}.csv").files())
                .extracting(FoundFile::path)
                .containsExactly("2011-01/hour-2011-01.csv", "2011-02/hour-2011-02.csv");
    }

    @Test
    void a_source_without_partitions_is_one_file() throws IOException {
        write("day.csv");
        assertThat(look("day.csv").files()).extracting(FoundFile::partition).containsExactly(PartitionKey.WHOLE);
    }

    @Test
    void files_in_the_making_are_not_seen() throws IOException {
        write("hour-1.csv", ".hour-2.csv", "hour-3.csv.tmp", "hour-4.csv.part", "hour-5.csv~", ".hidden");
        assertThat(look("*").files()).extracting(FoundFile::path).containsExactly("hour-1.csv");
        assertThat(look("{partition}").files()).extracting(FoundFile::path).containsExactly("hour-1.csv");
    }

    @Test
    void two_files_for_one_partition_are_a_problem_and_neither_counts() throws IOException {
        write("a-2011-01.csv", "b-2011-01.csv", "a-2011-02.csv");
        SourceLook look = look("*-{partition}.csv");
        assertThat(look.files()).extracting(FoundFile::path).containsExactly("a-2011-02.csv");
        assertThat(look.unclear()).containsExactly(PartitionKey.of("2011-01"));
        assertThat(look.problems()).singleElement().asString().contains("a-2011-01.csv", "b-2011-01.csv");
    }

    @Test
    void a_link_that_leads_out_of_the_data_root_is_a_problem_and_is_not_followed() throws IOException {
        write("outside/hour-2011-01.csv", "root/inside.csv");
        Path root = folder.resolve("root");
        Files.createSymbolicLink(root.resolve("hour-2011-01.csv"), folder.resolve("outside/hour-2011-01.csv"));
        Files.createSymbolicLink(root.resolve("hour-2011-02.csv"), root.resolve("inside.csv"));
        Files.createSymbolicLink(root.resolve("2011"), folder.resolve("outside"));
        SourceLook look = look(root, "hour-{partition}.csv");
        assertThat(look.files()).extracting(FoundFile::path).containsExactly("hour-2011-02.csv");
        assertThat(look.problems()).singleElement().asString().contains("hour-2011-01.csv", "out of the data root");
        assertThat(look(root, "*/hour-{partition}.csv").files()).isEmpty();
    }

    @Test
    void a_data_root_that_does_not_exist_is_a_problem_and_no_reason_to_think_that_files_vanished() {
        SourceLook look = look(folder.resolve("nowhere"), "*.csv");
        assertThat(look.complete()).isFalse();
        assertThat(look.problems()).singleElement().asString().contains("nowhere", "does not exist");
    }

    @Test
    void a_folder_that_is_not_there_yet_is_an_empty_source() {
        SourceLook look = look("rentals/hour-{partition}.csv");
        assertThat(look.files()).isEmpty();
        assertThat(look.problems()).isEmpty();
        assertThat(look.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.csv", "/etc/passwd", "a/../../b", "a//b", "a\\b", "", "./a"})
    void a_pattern_that_could_lead_out_of_the_data_root_is_refused(String pattern) {
        assertThatThrownBy(() -> SourcePattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("below the data root");
    }

    private void write(String... paths) throws IOException {
        for (String path : paths) {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, path);
        }
    }

    private SourceLook look(String pattern) {
        return look(folder, pattern);
    }

    private static SourceLook look(Path root, String pattern) {
        var source = new SourceDefinition(
                DatasetName.of("bike-demand.rentals"),
                pattern,
                Duration.ofSeconds(2),
                ValueType.of(DataFile.class),
                Optional.empty());
        return new FileSourceScan(root, source).look();
    }
}
