package dev.rondo.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsSchemaTest {

    enum Loss {
        SQUARED,
        ABSOLUTE
    }

    record Forest(
            @Default("100") @Range(min = 1, max = 500) @Unit("trees") @Doc("How many trees grow.")
            int trees,

            @Default("7") long seed,
            @Default("0.05") @Range(min = 0, max = 1) double learningRate,
            @Default("true") boolean shuffle,
            @Default("bike") String name,
            @Default("SQUARED") Loss loss,
            @Default("PT20M") Duration patience,
            @Default("2011-01-01") LocalDate from,
            @Default("temp, hum") List<String> features,
            @Range(max = 64) Optional<Integer> depth,
            Optional<Duration> pause) {}

    record Required(@Range(min = 0) double minR2, String name) {}

    private final SettingsSchema forest = SettingsSchema.of(Forest.class);

    @Test
    void what_is_not_set_has_its_default_and_an_optional_is_empty() {
        assertThat(forest.bind(Map.of()))
                .isEqualTo(new Forest(
                        100,
                        7,
                        0.05,
                        true,
                        "bike",
                        Loss.SQUARED,
                        Duration.ofMinutes(20),
                        LocalDate.of(2011, 1, 1),
                        List.of("temp", "hum"),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void values_are_read_from_text_and_from_json() {
        Map<String, Object> json = Map.of(
                "trees",
                20L,
                "seed",
                new BigDecimal("3.0"),
                "learningRate",
                1,
                "shuffle",
                false,
                "features",
                List.of("a,b"),
                "depth",
                8);
        Map<String, Object> text = Map.of(
                "trees", "20", "seed", "3", "learningRate", "1.0", "shuffle", "false", "features", "a", "depth", "8");
        Forest fromJson = (Forest) forest.bind(json);
        Forest fromText = (Forest) forest.bind(text);
        assertThat(fromJson.features()).containsExactly("a,b");
        assertThat(fromText.features()).containsExactly("a");
        assertThat(fromText)
                .usingRecursiveComparison()
                .ignoringFields("features")
                .isEqualTo(fromJson);
        assertThat(fromText.depth()).contains(8);
        assertThat(fromText.learningRate()).isEqualTo(1.0);
    }

    @Test
    void an_unknown_setting_is_refused_with_the_nearest_known_one() {
        assertThat(problems(forest, Map.of("treees", 5)))
                .containsExactly(new SettingProblem("treees", "There is no such setting.", "Did you mean \"trees\"?"));
        assertThat(problems(forest, Map.of("colour", "red")).get(0).remedy())
                .startsWith("The settings are trees, seed");
    }

    @Test
    void all_problems_are_named_at_once() {
        assertThat(problems(
                        forest,
                        Map.of(
                                "trees",
                                0,
                                "seed",
                                "many",
                                "learningRate",
                                Double.NaN,
                                "shuffle",
                                "yes",
                                "name",
                                5,
                                "loss",
                                "SQARED",
                                "patience",
                                "20m",
                                "from",
                                "1.1.2011",
                                "features",
                                List.of(1),
                                "x",
                                1)))
                .extracting(SettingProblem::setting)
                .containsExactlyInAnyOrder(
                        "x",
                        "trees",
                        "seed",
                        "learningRate",
                        "shuffle",
                        "name",
                        "loss",
                        "patience",
                        "from",
                        "features");
    }

    @Test
    void a_number_outside_its_range_is_refused_with_range_and_unit() {
        assertThat(problems(forest, Map.of("trees", 501)))
                .containsExactly(
                        new SettingProblem("trees", "501 is outside its range.", "Choose from 1 to 500 trees."));
        assertThat(problems(forest, Map.of("depth", 65)).get(0).remedy()).isEqualTo("Choose at most 64.");
        assertThat(((Forest) forest.bind(Map.of("trees", 500))).trees()).isEqualTo(500);
    }

    record Shares(
            @Default("0.1") @Range(min = 0.1, max = 0.3) double share,

            @Default("9007199254740993") @Range(min = 9007199254740992.0)
            long big) {}

    @Test
    void both_ends_of_a_range_belong_to_it_exactly() {
        SettingsSchema schema = SettingsSchema.of(Shares.class);
        assertThat(schema.bind(Map.of("share", "0.3"))).isEqualTo(new Shares(0.3, 9007199254740993L));
        assertThat(problems(schema, Map.of("share", 0.30000000000000004))).hasSize(1);
        assertThat(problems(schema, Map.of("big", 9007199254740991L))).hasSize(1);
    }

    @Test
    void a_value_of_another_type_is_refused_with_what_to_write() {
        assertThat(problems(forest, Map.of("trees", 1.5)))
                .containsExactly(new SettingProblem(
                        "trees", "1.5 is no whole number of 32 bits.", "Write digits with an optional sign."));
        assertThat(problems(forest, Map.of("trees", "3000000000"))).hasSize(1);
        assertThat(problems(forest, Map.of("loss", "SQUARE")).get(0).remedy()).isEqualTo("Did you mean SQUARED?");
        assertThat(problems(forest, Map.of("loss", "huber")).get(0).remedy())
                .isEqualTo("Write one of SQUARED, ABSOLUTE.");
        Map<String, Object> none = new HashMap<>();
        none.put("trees", null);
        assertThat(problems(forest, none).get(0).reason()).startsWith("null is no whole number");
    }

    @Test
    void a_required_setting_must_be_given() {
        SettingsSchema schema = SettingsSchema.of(Required.class);
        assertThat(problems(schema, Map.of()))
                .extracting(SettingProblem::setting, SettingProblem::reason)
                .containsExactly(
                        tuple("minR2", "It is required and was not given."),
                        tuple("name", "It is required and was not given."));
        assertThat(schema.bind(Map.of("minR2", 0.5, "name", ""))).isEqualTo(new Required(0.5, ""));
    }

    @Test
    void values_come_back_in_component_order_and_bind_to_an_equal_record() {
        Record record = forest.bind(Map.of("loss", "ABSOLUTE", "pause", "PT1S"));
        assertThat(forest.values(record))
                .containsExactly(
                        entry("trees", 100),
                        entry("seed", 7L),
                        entry("learningRate", 0.05),
                        entry("shuffle", true),
                        entry("name", "bike"),
                        entry("loss", "ABSOLUTE"),
                        entry("patience", "PT20M"),
                        entry("from", "2011-01-01"),
                        entry("features", List.of("temp", "hum")),
                        entry("pause", "PT1S"));
        assertThat(forest.bind(forest.values(record))).isEqualTo(record);
        assertThatThrownBy(() -> forest.values(new Required(1, "x"))).hasMessageContaining("Forest");
    }

    @Test
    void settings_are_described_for_people() {
        assertThat(forest.describe())
                .contains(
                        "trees: whole number, 1 to 500 trees, default 100. How many trees grow.",
                        "learningRate: decimal number, 0 to 1, default 0.05.",
                        "loss: one of SQUARED, ABSOLUTE, default SQUARED.",
                        "depth: optional whole number, at most 64.");
        assertThat(SettingsSchema.of(Required.class).describe())
                .containsExactly("minR2: decimal number, at least 0, required.", "name: text, required.");
    }

    record Wrong(
            float share,
            List<Integer> sizes,
            @Default("many") int trees,
            @Default("0") @Range(min = 1) int depth,
            @Range(min = 1) String name,
            @Unit("days") Duration age,
            @Range(min = 2, max = 1) double rate,
            @Default("1") Optional<Integer> some,
            Optional<Optional<String>> nested) {}

    @Test
    void all_that_is_wrong_with_a_record_is_named_at_once() {
        SettingsException e = catchThrowableOfType(SettingsException.class, () -> SettingsSchema.of(Wrong.class));
        assertThat(e.problems())
                .extracting(SettingProblem::setting)
                .containsExactly("share", "sizes", "trees", "depth", "name", "age", "rate", "some", "nested");
        assertThat(e)
                .hasMessageContaining("depth: Its default 0 is outside its range: at least 1.")
                .hasMessageContaining("share: Its type float is not one that settings can have. Use int, long");
    }

    record Window(@Default("5") int from, @Default("3") int to) {
        Window {
            if (from > to) {
                throw new IllegalArgumentException("from is at most to");
            }
        }
    }

    record Ordered(int from, int to) {
        Ordered {
            if (from > to) {
                throw new IllegalArgumentException("from is at most to; got " + from + " and " + to);
            }
        }
    }

    @Test
    void what_the_records_own_constructor_refuses_is_a_problem_of_the_settings() {
        SettingsSchema schema = SettingsSchema.of(Ordered.class);
        assertThat(problems(schema, Map.of("from", 2, "to", 1)).get(0).reason())
                .isEqualTo("The constructor of Ordered refuses these values: from is at most to; got 2 and 1");
        assertThatThrownBy(() -> SettingsSchema.of(Window.class))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("from is at most to");
    }

    record None() {}

    @Test
    void a_record_without_components_has_no_settings() {
        SettingsSchema schema = SettingsSchema.of(None.class);
        assertThat(schema.bind(Map.of())).isEqualTo(new None());
        assertThat(schema.values(new None())).isEmpty();
        assertThat(problems(schema, Map.of("a", 1)).get(0).remedy()).isEqualTo("The pipeline has no settings.");
    }

    private static List<SettingProblem> problems(SettingsSchema schema, Map<String, ?> values) {
        return catchThrowableOfType(SettingsException.class, () -> schema.bind(values))
                .problems();
    }
}
