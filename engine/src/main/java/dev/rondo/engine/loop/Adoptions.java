package dev.rondo.engine.loop;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.cache.CodeParts;
import dev.rondo.engine.cache.KeyDifference;
import dev.rondo.engine.cache.KeyPart;
import dev.rondo.engine.cache.StepKey;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.store.AdoptionTable;
import dev.rondo.engine.store.AdoptionTable.AdoptionRow;
import dev.rondo.engine.store.CacheTable;
import dev.rondo.engine.store.CacheTable.CacheRow;
import dev.rondo.engine.store.Tx;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Code that people have declared equivalent to older code: what the older code has computed counts for the new.
 *
 * <p><b>Threads.</b> The engine's thread reads and adds; any thread may ask for {@link #alternatives}.
 */
final class Adoptions {
    private static final int MOST_LOOKED_AT = 200;

    /** By the digest of the new code. */
    private volatile Map<String, List<AdoptionRow>> rows = Map.of();

    /** Another key under which the result may be known, and why it counts. */
    record Alternative(CacheKey key, AdoptionRow adoption) {
        String words() {
            return " by code that " + adoption.by() + " has declared equivalent: " + adoption.reason();
        }
    }

    /** Takes them as they are stored. */
    void read(Tx tx) {
        rows = AdoptionTable.all(tx).stream().collect(Collectors.groupingBy(AdoptionRow::newCode));
    }

    /** The keys of older code that count for this one, the nearest first. */
    List<Alternative> alternatives(CacheKey key) {
        Map<String, List<AdoptionRow>> all = rows;
        if (all.isEmpty()) {
            return List.of();
        }
        List<Alternative> found = new ArrayList<>();
        String first = CodeParts.of(key.parts()).digest().hex();
        Set<String> seen = new HashSet<>(Set.of(first));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (AdoptionRow row : all.getOrDefault(open.remove(), List.of())) {
                if (seen.add(row.oldCode())) {
                    open.add(row.oldCode());
                    found.add(new Alternative(new CodeParts(CacheKey.parts(row.oldParts())).with(key), row));
                }
            }
        }
        return found;
    }

    /**
     * Declares the deployed code of a step equivalent to the code of its newest result by other code, or of a certain run.
     *
     * @throws CannotAdoptException when there is no such step or no such result
     */
    AdoptionRow adopt(Tx tx, Deployment deployment, AdoptionWish wish, Instant now) {
        PipelineName pipeline = deployment.pipeline().name();
        StepDefinition step = deployment.pipeline().steps().stream()
                .filter(s -> s.name().equals(wish.step()))
                .findFirst()
                .orElseThrow(() -> new CannotAdoptException("Pipeline " + pipeline + " has no step " + wish.step()
                        + "; it has "
                        + deployment.pipeline().steps().stream()
                                .map(StepDefinition::name)
                                .toList()));
        if (!step.cache().enabled()) {
            throw new CannotAdoptException("Step " + step.name() + " of pipeline " + pipeline
                    + " runs every time, so no earlier result of it can count. Its cache policy is "
                    + step.cache().words());
        }
        CodeParts fresh = CodeParts.of(StepKey.ofCode(pipeline, step, deployment.code()));
        CacheRow old = old(tx, pipeline, wish, fresh);
        CodeParts former = CodeParts.of(CacheKey.parts(old.parts()));
        AdoptionRow row = new AdoptionRow(
                pipeline,
                step.name(),
                fresh.digest().hex(),
                former.digest().hex(),
                CacheKey.of(former.parts()).partsJson(),
                old.run(),
                wish.by(),
                wish.reason(),
                String.join("; ", KeyDifference.between(former.parts(), fresh.parts())),
                now);
        AdoptionTable.insert(tx, row);
        read(tx);
        return row;
    }

    private CacheRow old(Tx tx, PipelineName pipeline, AdoptionWish wish, CodeParts fresh) {
        Set<String> known = new HashSet<>();
        alternatives(CacheKey.of(fresh.parts()))
                .forEach(other -> known.add(other.adoption().oldCode()));
        known.add(fresh.digest().hex());
        return CacheTable.newest(tx, pipeline, wish.step(), MOST_LOOKED_AT).stream()
                .filter(row -> wish.run().isEmpty() || wish.run().get().equals(row.run()))
                .filter(row -> !known.contains(codeOf(row)))
                .findFirst()
                .orElseThrow(() -> new CannotAdoptException("Step " + wish.step() + " of pipeline " + pipeline
                        + wish.run()
                                .map(run -> " has no result that run " + run + " computed")
                                .orElse(" has no result")
                        + " by code that does not count already, so there is nothing to adopt. GET /api/v1/pipelines/"
                        + pipeline + "/adoptions lists what was declared"));
    }

    private static String codeOf(CacheRow row) {
        List<KeyPart> parts = CacheKey.parts(row.parts());
        return CodeParts.of(parts).digest().hex();
    }
}
