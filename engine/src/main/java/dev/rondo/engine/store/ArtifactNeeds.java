package dev.rondo.engine.store;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.attempt.OutputArtifact;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which artifacts the rows name, table by table, some thousand rows at a time. All that is handed on within one look at
 * the store belongs together: a need is never between two tables.
 */
public final class ArtifactNeeds {
    private static final int ROWS = 5_000;
    private static final int RUNS = 50;

    private ArtifactNeeds() {}

    /** A small artifact's row. */
    public record SmallRow(Digest digest, int sizeBytes, Instant usedAt) {}

    private record Place(String step, int item) {}

    /** What versions of models are. */
    public static void ofModels(Tx tx, Consumer<Digest> need) {
        tx.query("select distinct digest from model_version", ArtifactNeeds::digest)
                .forEach(need);
    }

    /** Every version of every dataset, and what the files of sources were last. */
    public static void ofDatasets(Tx tx, Consumer<Digest> need) {
        record Version(long id, Digest digest) {}
        long last = Long.MIN_VALUE;
        List<Version> page;
        do {
            page = tx.query(
                    "select version_id, digest from dataset_version where version_id > ? order by version_id"
                            + " fetch first " + ROWS + " rows only",
                    row -> new Version(row.bigint("version_id"), digest(row)),
                    last);
            page.forEach(version -> need.accept(version.digest()));
            last = page.isEmpty() ? last : page.get(page.size() - 1).id();
        } while (page.size() == ROWS);
        tx.query("select distinct digest from source_file", ArtifactNeeds::digest)
                .forEach(need);
    }

    /** What runs have made and read, and the versions of data that they use. */
    public static void ofRuns(Tx tx, Consumer<Digest> need) {
        long last = Long.MIN_VALUE;
        List<Long> page;
        do {
            page = tx.query(
                    "select run_id from run where run_id > ? order by run_id fetch first " + RUNS + " rows only",
                    row -> row.bigint("run_id"),
                    last);
            if (!page.isEmpty()) {
                last = page.get(page.size() - 1);
                ofRuns(tx, page.get(0), last, need);
            }
        } while (page.size() == RUNS);
    }

    private static void ofRuns(Tx tx, long first, long last, Consumer<Digest> need) {
        String among = " where run_id >= ? and run_id <= ?";
        tx.query("select outputs from run_step" + among, row -> row.text("outputs"), first, last)
                .forEach(outputs -> outputs(outputs, need));
        for (String table : List.of("run_pin", "attempt_input")) {
            tx.query("select distinct digest from " + table + among, ArtifactNeeds::digest, first, last)
                    .forEach(need);
        }
        tx.query("select distinct run_id from run_item" + among, row -> row.bigint("run_id"), first, last)
                .forEach(run -> ofItems(tx, run, need));
    }

    /** A small result stands in its row. */
    private static void ofItems(Tx tx, long run, Consumer<Digest> need) {
        record Item(Place place, Digest digest) {}
        Place last = new Place("", -1);
        List<Item> page;
        do {
            page = tx.query(
                    """
                    select step, item, digest from run_item
                     where run_id = ? and (step > ? or (step = ? and item > ?))
                       and digest is not null and small_value is null
                     order by step, item fetch first\s""" + ROWS + " rows only",
                    row -> new Item(new Place(row.text("step"), row.integer("item")), digest(row)),
                    run,
                    last.step(),
                    last.step(),
                    last.item());
            page.forEach(item -> need.accept(item.digest()));
            last = page.isEmpty() ? last : page.get(page.size() - 1).place();
        } while (page.size() == ROWS);
    }

    /** What the cache would hand out. */
    public static void ofCache(Tx tx, Consumer<Digest> need) {
        record Entry(String key, String outputs) {}
        String last = "";
        List<Entry> page;
        do {
            page = tx.query(
                    "select cache_key, outputs from cache_entry where cache_key > ? order by cache_key fetch first "
                            + ROWS + " rows only",
                    row -> new Entry(row.text("cache_key"), row.text("outputs")),
                    last);
            page.forEach(entry -> outputs(entry.outputs(), need));
            last = page.isEmpty() ? last : page.get(page.size() - 1).key();
        } while (page.size() == ROWS);
    }

    private static void outputs(String json, Consumer<Digest> need) {
        RowJson.outputs(json).stream().map(OutputArtifact::digest).forEach(need);
    }

    private static Digest digest(Row row) {
        return new Digest(row.text("digest"));
    }

    /** The small artifacts that there are. */
    public static void small(Tx tx, Consumer<SmallRow> visitor) {
        String last = "";
        List<SmallRow> page;
        do {
            page = tx.query(
                    "select digest, octet_length(content) as size_bytes, created_at from small_artifact"
                            + " where digest > ? order by digest fetch first " + ROWS + " rows only",
                    row -> new SmallRow(digest(row), row.integer("size_bytes"), row.instant("created_at")),
                    last);
            page.forEach(visitor);
            last = page.isEmpty() ? last : page.get(page.size() - 1).digest().hex();
        } while (page.size() == ROWS);
    }

    /** The code of all runs that there are, of those under way among them. */
    public static Set<String> codeOfRuns(Tx tx) {
        return new TreeSet<>(tx.query("select distinct code_digest from run", row -> row.text("code_digest")));
    }
}
