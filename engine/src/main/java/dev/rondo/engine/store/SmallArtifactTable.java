package dev.rondo.engine.store;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.HeldArtifacts;
import dev.rondo.engine.artifact.SmallArtifact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The table {@code small_artifact}: content that is too small for a file of its own, by its digest. */
public final class SmallArtifactTable {
    /** So many are written without a question: to ask a server takes longer than statements that may have nothing to do. */
    private static final int FEW = 4;

    private SmallArtifactTable() {}

    private static final String INSERT = "insert into small_artifact (digest, content, created_at) values (?, ?, ?)";

    private static final String FIND = "select content from small_artifact where digest = ?";

    private static final String REPLACE = "update small_artifact set content = ?, created_at = ? where digest = ?";

    private static final String RENEW = """
            update small_artifact set content = ?, created_at = ?
            where digest = ? and (created_at <= ? or content <> ?)""";

    private static final String INSERT_IF_ABSENT = """
            insert into small_artifact (digest, content, created_at)
            select cast(? as varchar(64)), cast(? as bytea), cast(? as timestamp(6) with time zone)
            where not exists (select 1 from small_artifact where digest = ?)""";

    private static final String AMONG = "select digest, content, created_at from small_artifact where digest in (%s)";

    private static final String DELETE = "delete from small_artifact where digest = ? and created_at < ?";

    /** Writes those that are not there yet, heals those that are damaged, and notes of the others that they are used. */
    public static void keep(Tx tx, Collection<SmallArtifact> artifacts, Instant now) {
        if (artifacts.size() <= FEW) {
            artifacts.forEach(artifact -> keepUnasked(tx, artifact, now));
        } else {
            keepAsking(tx, artifacts, now);
        }
    }

    private static void keepUnasked(Tx tx, SmallArtifact artifact, Instant now) {
        Instant noted = now.minus(HeldArtifacts.NOTED_AFTER);
        tx.later(RENEW, artifact.content(), now, artifact.digest(), noted, artifact.content());
        tx.later(INSERT_IF_ABSENT, artifact.digest(), artifact.content(), now, artifact.digest());
    }

    private static void keepAsking(Tx tx, Collection<SmallArtifact> artifacts, Instant now) {
        List<String> digests = artifacts.stream().map(a -> a.digest().hex()).toList();
        Map<Digest, Boolean> sound = new HashMap<>();
        Instant noted = now.minus(HeldArtifacts.NOTED_AFTER);
        InList.ask(digests, (places, keys) -> tx.query(AMONG.formatted(places), row -> sound(row, noted), keys))
                .forEach(sound::putAll);
        List<Object[]> fresh = new ArrayList<>();
        List<Object[]> healed = new ArrayList<>();
        for (SmallArtifact artifact : artifacts) {
            Boolean known = sound.putIfAbsent(artifact.digest(), true);
            if (known == null) {
                fresh.add(new Object[] {artifact.digest(), artifact.content(), now});
            } else if (!known) {
                healed.add(new Object[] {artifact.content(), now, artifact.digest()});
            }
        }
        tx.laterAll(INSERT, fresh);
        tx.laterAll(REPLACE, healed);
    }

    /** False when the row has to be written again: it is damaged, or its last use was noted too long ago. */
    private static Map<Digest, Boolean> sound(Row row, Instant noted) {
        Digest digest = new Digest(row.text("digest"));
        boolean young = row.instant("created_at").isAfter(noted);
        return Map.of(digest, young && Digest.of(row.bytes("content")).equals(digest));
    }

    /** Deletes those of which no use was noted since {@code time}; says which of them went. */
    public static List<Digest> removeUnlessUsedSince(Tx tx, List<Digest> digests, Instant time) {
        int[] deleted = tx.batch(
                DELETE,
                digests.stream().map(digest -> new Object[] {digest, time}).toList());
        return IntStream.range(0, deleted.length)
                .filter(i -> deleted[i] > 0)
                .mapToObj(digests::get)
                .toList();
    }

    public static Optional<byte[]> find(Tx tx, Digest digest) {
        return tx.one(FIND, row -> row.bytes("content"), digest);
    }

    /** As the other, for many at once; those that are not there are left out. */
    public static Map<Digest, byte[]> findAll(Tx tx, Collection<Digest> digests) {
        Map<Digest, byte[]> found = new HashMap<>();
        InList.ask(
                        digests,
                        (places, keys) -> tx.query(
                                AMONG.formatted(places),
                                row -> Map.entry(new Digest(row.text("digest")), row.bytes("content")),
                                keys))
                .forEach(one -> found.put(one.getKey(), one.getValue()));
        return found;
    }
}
