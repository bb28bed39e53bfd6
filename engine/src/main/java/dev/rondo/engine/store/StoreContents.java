package dev.rondo.engine.store;

import dev.rondo.engine.artifact.Digest;
import java.util.List;

/**
 * What a store holds, counted.
 *
 * @param runs how many runs there are
 * @param models how many versions of models there are
 * @param artifacts the digests that versions of datasets and of models name and that are files, each once
 */
public record StoreContents(int runs, int models, List<Digest> artifacts) {
    public StoreContents {
        artifacts = List.copyOf(artifacts);
    }

    private static final String ARTIFACTS = """
            select d.digest from (select digest from dataset_version union select digest from model_version) d
             where not exists (select 1 from small_artifact s where s.digest = d.digest)
            """;

    public static StoreContents of(Tx tx) {
        return new StoreContents(
                count(tx, "select count(*) as n from run"),
                count(tx, "select count(*) as n from model_version"),
                tx.query(ARTIFACTS, row -> new Digest(row.text("digest"))));
    }

    private static int count(Tx tx, String sql) {
        return tx.one(sql, row -> row.integer("n")).orElse(0);
    }
}
