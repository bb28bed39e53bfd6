package dev.rondo.engine.store;

import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The table {@code model_version}: every model that ever stood at a gate. Rows change their state and nothing else. */
public final class ModelVersionTable {
    private ModelVersionTable() {}

    /** A row; {@code metrics} is a JSON object of numbers. */
    public record ModelVersionRow(
            ModelName model,
            int version,
            String digest,
            long sizeBytes,
            RunId run,
            PipelineName pipeline,
            StepName step,
            PartitionKey partition,
            String state,
            String metrics,
            Instant createdAt) {}

    /** A model with what its versions come to. */
    public record ModelRow(ModelName model, int versions, Optional<Integer> championVersion) {}

    private static final String COLUMNS = """
            select model, version, digest, size_bytes, run_id, pipeline, step, partition_key, state, metrics, created_at
              from model_version
            """;

    private static final String INSERT = """
            insert into model_version (model, version, digest, size_bytes, run_id, pipeline, step, partition_key, state,
                                       metrics, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String NEXT_VERSION =
            "select coalesce(max(version), 0) + 1 as version from model_version where model = ?";

    /** 1 row: done. 0 rows: the version was not in that state, or the model has another champion. */
    private static final String TO_CHAMPION = """
            update model_version set state = 'CHAMPION', champion_of = model
             where model = ? and version = ? and state = ?
            """;

    private static final String MOVE = """
            update model_version set state = ?, champion_of = null where model = ? and version = ? and state = ?
            """;

    private static final String MODELS = """
            select model, count(*) as versions, max(case when champion_of is null then null else version end) as champion
              from model_version group by model order by model
            """;

    public static int nextVersion(Tx tx, ModelName model) {
        return tx.one(NEXT_VERSION, row -> row.integer("version"), model).orElseThrow();
    }

    public static void insert(Tx tx, ModelVersionRow row) {
        tx.later(
                INSERT,
                row.model(),
                row.version(),
                row.digest(),
                row.sizeBytes(),
                row.run(),
                row.pipeline(),
                row.step(),
                row.partition(),
                row.state(),
                row.metrics(),
                row.createdAt());
    }

    /** Whether the version was in the state {@code from}, which it has left to be champion. */
    public static boolean toChampion(Tx tx, ModelName model, int version, String from) {
        return tx.updateOne(TO_CHAMPION, model, version, from);
    }

    /** Whether the version was in the state {@code from}, which it has left for one other than champion. */
    public static boolean move(Tx tx, ModelName model, int version, String from, String to) {
        return tx.updateOne(MOVE, to, model, version, from);
    }

    public static Optional<ModelVersionRow> champion(Tx tx, ModelName model) {
        return tx.one(COLUMNS + " where champion_of = ?", ModelVersionTable::read, model);
    }

    public static Optional<ModelVersionRow> find(Tx tx, ModelName model, int version) {
        return tx.one(COLUMNS + " where model = ? and version = ?", ModelVersionTable::read, model, version);
    }

    public static Optional<ModelVersionRow> find(Tx tx, ModelName model, String digest, PartitionKey partition) {
        return tx.one(
                COLUMNS + " where model = ? and digest = ? and partition_key = ?",
                ModelVersionTable::read,
                model,
                digest,
                partition);
    }

    /** Newest first, below {@code before} where it is given. */
    public static List<ModelVersionRow> newest(Tx tx, ModelName model, OptionalInt before, int limit) {
        return tx.query(
                COLUMNS + " where model = ? and version < ? order by version desc limit ?",
                ModelVersionTable::read,
                model,
                before.orElse(Integer.MAX_VALUE),
                limit);
    }

    public static List<ModelRow> models(Tx tx) {
        return tx.query(
                MODELS,
                row -> new ModelRow(
                        ModelName.of(row.text("model")), row.integer("versions"), row.optionalInteger("champion")));
    }

    /** How many versions of a model are in each state, by the state's name; states without any are left out. */
    public static Map<String, Integer> states(Tx tx, ModelName model) {
        Map<String, Integer> states = new HashMap<>();
        tx.query(
                        "select state, count(*) as versions from model_version where model = ? group by state",
                        row -> Map.entry(row.text("state"), row.integer("versions")),
                        model)
                .forEach(entry -> states.put(entry.getKey(), entry.getValue()));
        return states;
    }

    private static ModelVersionRow read(Row row) {
        return new ModelVersionRow(
                ModelName.of(row.text("model")),
                row.integer("version"),
                row.text("digest"),
                row.bigint("size_bytes"),
                new RunId(row.bigint("run_id")),
                PipelineName.of(row.text("pipeline")),
                StepName.of(row.text("step")),
                PartitionKey.of(row.text("partition_key")),
                row.text("state"),
                row.text("metrics"),
                row.instant("created_at"));
    }
}
