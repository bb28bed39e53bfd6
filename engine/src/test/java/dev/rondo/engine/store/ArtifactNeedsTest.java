package dev.rondo.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.testkit.TestStores;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArtifactNeedsTest {
    /** Columns that say which artifacts are needed; {@link ArtifactNeeds} reads them all. */
    private static final Set<String> READ = Set.of(
            "model_version.digest",
            "dataset_version.digest",
            "source_file.digest",
            "run_step.outputs",
            "run_pin.digest",
            "attempt_input.digest",
            "run_item.digest",
            "cache_entry.outputs");

    /** Digests of code, and those that are only compared; the small artifacts themselves; names of outputs. */
    private static final Set<String> NOT_NEEDS = Set.of(
            "run.code_digest",
            "pipeline_version.code_digest",
            "trigger_event.digest",
            "small_artifact.digest",
            "nondeterminism.output");

    @Test
    void every_column_that_may_name_an_artifact_is_known() {
        try (Database database = Database.open(TestStores.fresh(), () -> Instant.EPOCH)) {
            List<String> columns = database.read(tx -> tx.query("""
                    select lower(table_name) as t, lower(column_name) as c from information_schema.columns
                     where (lower(column_name) like '%digest%' or lower(column_name) like '%output%'
                            or lower(column_name) like '%artifact%')
                       and lower(table_schema) = 'public'
                    """, row -> row.text("t") + "." + row.text("c")));
            Set<String> known = new TreeSet<>(READ);
            known.addAll(NOT_NEEDS);
            assertThat(columns)
                    .as("a new column that names artifacts is read by ArtifactNeeds, or they are removed as garbage;"
                            + " one that needs none is listed in this test")
                    .containsExactlyInAnyOrderElementsOf(known);
        }
    }
}
