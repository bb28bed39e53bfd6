package dev.rondo.engine.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.ColumnSelection;
import dev.rondo.definition.ValueType;
import dev.rondo.pipeline.TypeOf;
import dev.rondo.step.Codec;
import dev.rondo.step.DataFile;
import dev.rondo.step.Metrics;
import dev.rondo.table.Column;
import dev.rondo.table.ColumnType;
import dev.rondo.table.Schema;
import dev.rondo.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValuesTest {
    @TempDir
    Path folder;

    private LocalArtifactStore store;
    private Values values;

    private record Trip(String from, double km, Optional<Duration> took, LocalDate day) {}

    private record Renamed(String start, double km) {}

    private enum Weather {
        CLEAR,
        RAIN
    }

    @BeforeEach
    void openStore() {
        store = new LocalArtifactStore(folder.resolve("artifacts"), InstantSource.system());
        values = new Values(store);
    }

    @Test
    void records_lists_maps_numbers_texts_and_times_come_back_equal() {
        Trip trip = new Trip("Östra", 1.5, Optional.of(Duration.ofMinutes(7)), LocalDate.of(2011, 7, 1));
        assertComesBack(trip, Trip.class);
        assertComesBack(new Trip("a", 0, Optional.empty(), LocalDate.EPOCH), Trip.class);
        assertComesBack(List.of(trip, trip), new TypeOf<List<Trip>>() {}.type());
        assertComesBack(Map.of("a", List.of(1L), "b", List.of()), new TypeOf<Map<String, List<Long>>>() {}.type());
        assertComesBack(Set.of(Weather.CLEAR, Weather.RAIN), new TypeOf<Set<Weather>>() {}.type());
        assertComesBack("text", String.class);
        assertComesBack(42, Integer.class);
        assertComesBack(Double.NaN, Double.class);
        assertComesBack(new BigDecimal("1.10"), BigDecimal.class);
        assertComesBack(Instant.parse("2012-10-29T00:00:00.000001Z"), Instant.class);
        assertComesBack(Metrics.of("mae", 42.5).and("r2", 0.9), Metrics.class);
    }

    @Test
    void equal_values_have_equal_bytes_whatever_order_they_were_made_in() {
        Map<String, Set<String>> forwards = new LinkedHashMap<>();
        forwards.put("a", new LinkedHashSet<>(List.of("x", "y", "z")));
        forwards.put("b", Set.of());
        Map<String, Set<String>> backwards = new LinkedHashMap<>();
        backwards.put("b", Set.of());
        backwards.put("a", new LinkedHashSet<>(List.of("z", "y", "x")));
        Type type = new TypeOf<Map<String, Set<String>>>() {}.type();

        assertThat(write(forwards, type)).isEqualTo(write(backwards, type));
    }

    @Test
    void json_is_sorted_and_has_iso_times() throws IOException {
        Artifact artifact =
                write(new Trip("a", 1, Optional.of(Duration.ofMinutes(7)), LocalDate.of(2011, 7, 1)), Trip.class);
        assertThat(content(artifact)).isEqualTo("{\"day\":\"2011-07-01\",\"from\":\"a\",\"km\":1.0,\"took\":\"PT7M\"}");
    }

    @Test
    void a_table_comes_back_with_its_schema_and_without_its_class() throws IOException {
        Table table = table();
        Artifact artifact = write(table, Table.class);

        assertThat(read(artifact, Table.class)).isEqualTo(table);
        assertThat(content(artifact))
                .startsWith("# rondo-table 1 {")
                .endsWith("\nhour,cnt,note\n1,2.5,\"a,b\"\n2,,c\n");
        assertThat(write(table(), Table.class)).isEqualTo(artifact);
    }

    @Test
    void a_table_without_rows_comes_back() {
        Table empty = Table.empty(table().schema());
        assertThat(read(write(empty, Table.class), Table.class)).isEqualTo(empty);
    }

    @Test
    void only_the_chosen_columns_are_read() {
        Artifact artifact = write(table(), Table.class);
        var slot = new ValueSlot("bikes", ValueType.of(Table.class));

        Table without =
                (Table) values.read(slot, artifact.digest(), "", Optional.of(ColumnSelection.without(List.of("cnt"))));
        assertThat(without.schema().names()).containsExactly("hour", "note");

        assertThatThrownBy(() ->
                        values.read(slot, artifact.digest(), "", Optional.of(ColumnSelection.only(List.of("casual")))))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("dataset bikes")
                .hasMessageContaining("casual")
                .hasMessageContaining("hour, cnt, note");
    }

    @Test
    void files_and_folders_are_kept_as_they_are() throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), "model");
        assertThat((Path) read(write(file, Path.class), Path.class)).hasContent("model");

        Path dir = Files.createDirectories(folder.resolve("dir"));
        Files.writeString(dir.resolve("a.txt"), "a");
        Path read = (Path) read(write(dir, Path.class), Path.class);
        assertThat(read.resolve("a.txt")).hasContent("a");
    }

    @Test
    void the_name_of_a_data_file_is_not_in_its_bytes() throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "a,b\n");
        Artifact artifact = write(new DataFile("hour-2011-07.csv", file), DataFile.class);

        assertThat(artifact.digest()).isEqualTo(Digest.ofText("a,b\n"));
        var slot = new ValueSlot("raw[2011-07]", ValueType.of(DataFile.class));
        DataFile read = (DataFile) values.read(slot, artifact.digest(), "hour-2011-07.csv", Optional.empty());
        assertThat(read.name()).isEqualTo("hour-2011-07.csv");
        assertThat(read.content()).hasContent("a,b\n");
    }

    @Test
    void bytes_are_written_raw_and_a_codec_of_the_users_wins() throws IOException {
        byte[] bytes = {0, 1, 2};
        assertThat(write(bytes, byte[].class).digest()).isEqualTo(Digest.of(bytes));
        assertThat((byte[]) read(write(bytes, byte[].class), byte[].class)).isEqualTo(bytes);

        ValueType type = new ValueType(String.class, Optional.of(new Plain()));
        Artifact artifact = values.stage(new ValueSlot("text", type), "plain").artifact();
        assertThat(content(artifact)).isEqualTo("plain");
        assertThat(values.read(new ValueSlot("text", type), artifact.digest(), "", Optional.empty()))
                .isEqualTo("plain");
    }

    @Test
    void a_type_that_has_changed_is_reported_and_not_read_as_zeros() {
        Artifact artifact = write(new Trip("a", 1, Optional.empty(), LocalDate.EPOCH), Trip.class);
        assertThatThrownBy(() -> read(artifact, Renamed.class))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("dataset d (ValuesTest.Renamed)".replace("ValuesTest.", ""))
                .hasMessageContaining("run the step that writes it again");

        Artifact shorter = write(Map.of("km", 1), new TypeOf<Map<String, Integer>>() {}.type());
        assertThatThrownBy(() -> read(shorter, Renamed.class)).isInstanceOf(ValueException.class);
    }

    @Test
    void a_value_of_another_type_than_declared_is_refused() {
        assertThatThrownBy(() -> write("text", Integer.class))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("dataset d (Integer)")
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void a_value_that_json_cannot_hold_is_refused_with_the_remedy() {
        assertThatThrownBy(() -> write(new Object(), Object.class))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("codec");
    }

    private static Table table() {
        Schema schema = Schema.of(
                Column.of("hour", ColumnType.INTEGER),
                Column.of("cnt", ColumnType.DECIMAL).unit("bikes").tag("leak"),
                Column.of("note", ColumnType.TEXT));
        return Table.builder(schema)
                .add(1, 2.5, "a,b")
                .add(2, Optional.empty(), "c")
                .build();
    }

    private void assertComesBack(Object value, Type type) {
        assertThat(read(write(value, type), type)).isEqualTo(value);
    }

    private Artifact write(Object value, Type type) {
        return values.stage(new ValueSlot("d", ValueType.of(type)), value).artifact();
    }

    private Object read(Artifact artifact, Type type) {
        return values.read(new ValueSlot("d", ValueType.of(type)), artifact.digest(), "", Optional.empty());
    }

    private String content(Artifact artifact) throws IOException {
        return new String(store.read(artifact.digest(), InputStream::readAllBytes), UTF_8);
    }

    private static final class Plain implements Codec<String> {
        @Override
        public void write(String value, OutputStream out) throws IOException {
            out.write(value.getBytes(UTF_8));
        }

        @Override
        public String read(InputStream in) throws IOException {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
