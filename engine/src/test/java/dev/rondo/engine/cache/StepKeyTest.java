package dev.rondo.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.ColumnSelection;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepMode;
import dev.rondo.definition.StepName;
import dev.rondo.definition.ValueType;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.attempt.InputPart;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.code.ContextReads;
import dev.rondo.engine.code.StepCode;
import dev.rondo.engine.testkit.Attempts;
import dev.rondo.partition.PartitionKey;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.DataFile;
import dev.rondo.step.Retry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepKeyTest {
    private static final PipelineName PIPELINE = PipelineName.of("bike-demand");
    private static final Attempts.Settings SETTINGS = new Attempts.Settings(100, 0.1);
    private static final CodeDigest CODE = new CodeDigest(Digest.ofText("jar 1"), "bike.jar 1");

    private final StepDefinition withContext = Attempts.step(String.class, (context, in) -> "");
    private final StepDefinition withoutContext = usesContext(withContext, false);

    @Test
    void the_same_parts_give_the_same_key_and_it_survives_storing() {
        CacheKey key = key(withContext, "2011-07", SETTINGS, window("2011-06", "2011-07"));
        assertThat(key(withContext, "2011-07", SETTINGS, window("2011-06", "2011-07")))
                .isEqualTo(key);
        assertThat(CacheKey.parts(key.partsJson())).isEqualTo(key.parts());
        assertThat(CacheKey.of(CacheKey.parts(key.partsJson()))).isEqualTo(key);
    }

    @Test
    void a_changed_setting_is_named_with_both_values() {
        assertReasons(
                key(withContext, "2011-07", SETTINGS),
                key(withContext, "2011-07", new Attempts.Settings(200, 0.1)),
                "setting trees 100 -> 200");
    }

    @Test
    void a_function_without_the_context_does_not_depend_on_settings_partition_and_seed() {
        CacheKey july = key(withoutContext, "2011-07", SETTINGS, clean("2011-07", "rows"));
        CacheKey august = key(withoutContext, "2011-08", new Attempts.Settings(1, 1), clean("2011-08", "rows"));
        assertThat(august.digest()).isEqualTo(july.digest());
    }

    @Test
    void a_function_with_the_context_depends_on_the_partition_and_the_seed() {
        assertReasons(
                key(withContext, "2011-07", SETTINGS),
                key(withContext, "2011-08", SETTINGS),
                "partition 2011-07 -> 2011-08");
        CacheKey seeded = StepKey.of(PIPELINE, withContext, CODE, PartitionKey.of("2011-07"), SETTINGS, 8, List.of());
        assertReasons(
                key(withContext, "2011-07", SETTINGS),
                seeded,
                "the seed, that of bike-demand/step for 2011-07, is another");
    }

    @Test
    void a_changed_partition_of_an_input_is_named() {
        assertReasons(
                key(withContext, "2011-07", SETTINGS, clean("2011-07", "rows")),
                key(withContext, "2011-07", SETTINGS, clean("2011-07", "other rows")),
                "input bike-clean[2011-07] changed");
    }

    @Test
    void a_window_that_moved_names_what_came_and_what_went() {
        assertReasons(
                key(withoutContext, "2011-07", SETTINGS, window("2011-06", "2011-07")),
                key(withoutContext, "2011-08", SETTINGS, window("2011-07", "2011-08")),
                "input bike-clean[2011-08] is new",
                "input bike-clean[2011-06] is gone");
    }

    @Test
    void the_order_of_a_windows_parts_counts() {
        assertReasons(
                key(withoutContext, "2011-07", SETTINGS, window("2011-06", "2011-07")),
                key(withoutContext, "2011-07", SETTINGS, window("2011-07", "2011-06")),
                "the order of the inputs changed");
    }

    @Test
    void other_columns_of_the_same_table_are_another_input() {
        ResolvedInput cut = new ResolvedInput(
                "clean",
                false,
                clean("2011-07", "rows").parts(),
                ValueType.of(String.class),
                Optional.of(ColumnSelection.without(List.of("casual"))));
        assertReasons(
                key(withoutContext, "2011-07", SETTINGS, clean("2011-07", "rows")),
                key(withoutContext, "2011-07", SETTINGS, cut),
                "the code's choice of columns of clean is new (all but casual)");
    }

    @Test
    void the_name_of_a_data_file_counts_because_the_function_sees_it() {
        assertThat(key(withoutContext, "2011-07", SETTINGS, file("hour-2011-07.csv"))
                        .digest())
                .isNotEqualTo(key(withoutContext, "2011-07", SETTINGS, file("hour-2011-08.csv"))
                        .digest());
    }

    @Test
    void changed_code_is_named_and_another_pipeline_with_the_same_function_has_another_key() {
        CacheKey key = key(withoutContext, "2011-07", SETTINGS);
        CodeDigest other = new CodeDigest(Digest.ofText("jar 2"), "bike.jar 2");
        assertReasons(
                key,
                StepKey.of(PIPELINE, withoutContext, other, PartitionKey.WHOLE, SETTINGS, 7, List.of()),
                "the code changed");
        assertThat(StepKey.of(
                                PipelineName.of("other"),
                                withoutContext,
                                CODE,
                                PartitionKey.WHOLE,
                                SETTINGS,
                                7,
                                List.of())
                        .digest())
                .isNotEqualTo(key.digest());
    }

    @Test
    void how_a_step_is_treated_does_not_count() {
        StepDefinition retried = new StepDefinition(
                withoutContext.name(),
                "another description",
                withoutContext.inputs(),
                withoutContext.after(),
                withoutContext.outputs(),
                false,
                withoutContext.body(),
                withoutContext.code(),
                false,
                Optional.empty(),
                false,
                Retry.times(3),
                Optional.of(java.time.Duration.ofMinutes(1)),
                Optional.of(java.time.Duration.ofMinutes(2)),
                Optional.of(new dev.rondo.definition.PoolClaim(dev.rondo.definition.PoolName.of("gpu"), 2)),
                withoutContext.cache(),
                StepMode.PLAIN);
        assertThat(key(retried, "2011-07", SETTINGS)).isEqualTo(key(withoutContext, "2011-07", SETTINGS));
    }

    @Test
    void changed_code_is_named_down_to_the_class_and_the_library() {
        CacheKey before =
                key(withContext, code("class a.Same 11\nclass a.Features 22\nlibrary x.jar 33\nclass a.Old 44"));
        CacheKey now = key(withContext, code("class a.Same 11\nclass a.Features 23\nlibrary x.jar 34\nclass a.New 55"));
        assertReasons(
                before,
                now,
                "the code changed: class a.Features, library x.jar, class a.New (new), class a.Old (gone)");
    }

    @Test
    void only_what_the_step_can_read_of_its_context_enters_its_key() {
        CodeDigest trees = code("class a.Train 1");
        CacheKey july = StepKey.of(PIPELINE, withContext, trees, PartitionKey.of("2011-07"), SETTINGS, 7, List.of());
        CacheKey august = StepKey.of(
                PIPELINE,
                withContext,
                trees,
                PartitionKey.of("2011-08"),
                new Attempts.Settings(100, 0.9),
                8,
                List.of());
        assertThat(august.digest()).isEqualTo(july.digest());
        assertThat(july.parts().stream().map(KeyPart::name)).contains("trees").doesNotContain("partition", "seed");
    }

    @Test
    void a_declared_environment_variable_belongs_to_the_key_and_its_value_is_not_told() {
        StepDefinition declared = cached(withoutContext, CachePolicy.byContent().environment("TZ"));
        assertReasons(around(declared, "UTC", 17), around(declared, "CET", 17), "environment variable TZ changed");
        assertReasons(
                around(declared, "", 17), around(declared, "secret", 17), "environment variable TZ not set -> set");
        assertThat(around(declared, "secret", 17).partsJson()).doesNotContain("secret");
        assertThat(around(withoutContext, "UTC", 17)).isEqualTo(around(withoutContext, "CET", 17));
    }

    @Test
    void a_declared_file_belongs_to_the_key_by_its_content_and_is_named() {
        CacheKey before = key(withoutContext, "2011-07", SETTINGS, declared("conf/params.json", "10"));
        assertReasons(
                before,
                key(withoutContext, "2011-07", SETTINGS, declared("conf/params.json", "20")),
                "file conf/params.json changed");
        assertReasons(before, key(withoutContext, "2011-07", SETTINGS), "file conf/params.json is gone");
        assertThat(before.parts().stream().map(KeyPart::kind)).doesNotContain(KeyPart.Kind.INPUT);
        StepDefinition shared = cached(withoutContext, CachePolicy.byContent().shared());
        assertReasons(
                key(shared, "2011-07", SETTINGS, declared("a.json", "10")),
                key(shared, "2011-07", SETTINGS, declared("b.json", "10")),
                "file b.json is new (" + Digest.ofText("10").shortHex() + ")",
                "file a.json is gone");
    }

    @Test
    void the_digest_of_a_declared_image_belongs_to_the_key() {
        String old = "sha256:" + "1".repeat(64);
        String fresh = "sha256:" + "2".repeat(64);
        assertReasons(
                key(cached(withoutContext, CachePolicy.byContent().image(old)), "2011-07", SETTINGS),
                key(cached(withoutContext, CachePolicy.byContent().image("train@" + fresh)), "2011-07", SETTINGS),
                "image " + old + " -> " + fresh);
    }

    @Test
    void the_major_version_of_the_jdk_counts_only_where_it_is_declared() {
        StepDefinition declared = cached(withoutContext, CachePolicy.byContent().sameJdk());
        assertReasons(around(declared, "", 17), around(declared, "", 25), "JDK 17 -> 25");
        assertThat(around(withoutContext, "", 17)).isEqualTo(around(withoutContext, "", 25));
    }

    @Test
    void of_a_shared_step_the_names_of_pipeline_and_inputs_do_not_count() {
        StepDefinition shared = cached(withoutContext, CachePolicy.byContent().shared());
        ResolvedInput input = clean("2011-07", "rows");
        ResolvedInput renamed = new ResolvedInput("cleaned", false, input.parts(), input.type(), input.columns());
        CacheKey here = StepKey.of(PIPELINE, shared, CODE, PartitionKey.WHOLE, SETTINGS, 7, List.of(input));
        PipelineName other = PipelineName.of("bike-supply");
        CacheKey there = StepKey.of(other, shared, CODE, PartitionKey.WHOLE, SETTINGS, 7, List.of(renamed));
        assertThat(there.digest()).isEqualTo(here.digest());
        CacheKey alone = StepKey.of(PIPELINE, withoutContext, CODE, PartitionKey.WHOLE, SETTINGS, 7, List.of(input));
        assertThat(alone.digest()).isNotEqualTo(here.digest());
    }

    private static CacheKey around(StepDefinition step, String tz, int jdk) {
        Surroundings surroundings = new Surroundings() {
            @Override
            public Optional<String> variable(String name) {
                return Optional.of(tz).filter(value -> !value.isEmpty());
            }

            @Override
            public int jdk() {
                return jdk;
            }
        };
        return StepKey.of(PIPELINE, step, CODE, PartitionKey.WHOLE, SETTINGS, 7, List.of(), surroundings);
    }

    private static StepDefinition cached(StepDefinition s, CachePolicy policy) {
        return copy(s, s.usesContext(), policy);
    }

    private static CodeDigest code(String text) {
        ContextReads reads = new ContextReads(Set.of("trees"), false, false, false);
        StepCode step = new StepCode(Digest.ofText(text), List.of(), text, reads, List.of());
        return new CodeDigest(Digest.ofText("jar"), "bike.jar", Map.of(StepName.of("step"), step));
    }

    private static CacheKey key(StepDefinition step, CodeDigest code) {
        return StepKey.of(PIPELINE, step, code, PartitionKey.of("2011-07"), SETTINGS, 7, List.of());
    }

    private static void assertReasons(CacheKey before, CacheKey now, String... reasons) {
        assertThat(now.digest()).isNotEqualTo(before.digest());
        assertThat(KeyDifference.between(before.parts(), now.parts())).containsExactly(reasons);
    }

    private static CacheKey key(
            StepDefinition step, String partition, Attempts.Settings settings, ResolvedInput... inputs) {
        return StepKey.of(PIPELINE, step, CODE, PartitionKey.of(partition), settings, 7, List.of(inputs));
    }

    private static ResolvedInput declared(String path, String content) {
        var part = new InputPart("bike.file", PartitionKey.WHOLE, Digest.ofText(content), content.length(), path);
        return new ResolvedInput("file " + path, false, List.of(part), ValueType.of(DataFile.class), Optional.empty());
    }

    private static ResolvedInput clean(String partition, String rows) {
        return new ResolvedInput(
                "clean", false, List.of(part(partition, rows)), ValueType.of(String.class), Optional.empty());
    }

    private static ResolvedInput window(String first, String second) {
        return new ResolvedInput(
                "clean",
                true,
                List.of(part(first, "rows of " + first), part(second, "rows of " + second)),
                ValueType.of(String.class),
                Optional.empty());
    }

    private static ResolvedInput file(String name) {
        var part = new InputPart("raw", PartitionKey.of("2011-07"), Digest.ofText("same"), 4, name);
        return new ResolvedInput("raw", false, List.of(part), ValueType.of(DataFile.class), Optional.empty());
    }

    private static InputPart part(String partition, String rows) {
        return new InputPart("bike-clean", PartitionKey.of(partition), Digest.ofText(rows), 4, "");
    }

    private static StepDefinition usesContext(StepDefinition s, boolean uses) {
        return copy(s, uses, s.cache());
    }

    private static StepDefinition copy(StepDefinition s, boolean uses, CachePolicy policy) {
        return new StepDefinition(
                s.name(),
                s.description(),
                s.inputs(),
                s.after(),
                s.outputs(),
                s.outputsAreRecord(),
                s.body(),
                s.code(),
                uses,
                s.gate(),
                s.synthetic(),
                s.retry(),
                s.timeout(),
                s.queueTimeout(),
                s.pool(),
                policy,
                StepMode.PLAIN);
    }
}
