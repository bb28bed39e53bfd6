package dev.rondo.engine.registry;

import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.GateDecisionTable;
import dev.rondo.engine.store.GateDecisionTable.GateDecisionRow;
import dev.rondo.engine.store.ModelVersionTable;
import dev.rondo.engine.store.StoreException;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.Partitioning;
import dev.rondo.step.Metrics;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The models of this store. A gate decides inside the transaction of the engine, so its decision, the new champion and the
 * retired one become visible together; the previous champion is kept.
 *
 * <p><b>Threads:</b> safe for many, since it holds nothing; deciding belongs to the engine's thread.
 */
public final class Registry {
    /** The longest reason that is kept. */
    private static final int REASON = 1000;

    /**
     * Has the gate decide about a challenger and records the verdict. A gate decides once per run: asking again gives the
     * recorded decision and changes nothing.
     *
     * @param champion how the champion was scored on the same data; empty when it was not
     * @param order the partitions of the challenger's pipeline
     */
    public GateDecision decide(
            Tx tx,
            GateDefinition gate,
            Challenger challenger,
            Optional<Metrics> champion,
            Metrics baseline,
            Partitioning order,
            Instant now) {
        return GateDecisionTable.find(tx, challenger.run(), challenger.step(), ModelText::decision)
                .orElseGet(() -> {
                    Optional<Defender> defender = champion(tx, gate.model())
                            .map(version -> new Defender(version, champion.orElse(new Metrics(Map.of()))));
                    GateVerdict verdict = GateRule.decide(gate, challenger, defender, baseline, order);
                    return record(tx, gate, challenger, defender.map(Defender::champion), verdict, now);
                });
    }

    /** Makes a version that was champion elsewhere the champion here, under its number; the one in service retires. */
    public void takeOver(Tx tx, ChampionVersion version, PipelineName pipeline, StepName step, Instant now) {
        Optional<ChampionVersion> champion = champion(tx, version.model());
        if (champion.filter(c -> c.digest().equals(version.digest())).isPresent()) {
            return;
        }
        ModelVersion here = ModelVersionTable.find(
                        tx, version.model(), version.digest().hex(), version.partition())
                .map(ModelText::version)
                .orElseGet(() -> brought(tx, version, pipeline, step, now));
        promote(tx, champion, here);
    }

    private ModelVersion brought(Tx tx, ChampionVersion version, PipelineName pipeline, StepName step, Instant now) {
        boolean taken = version(tx, version.model(), version.version()).isPresent();
        ModelVersion here = new ModelVersion(
                version.model(),
                taken ? ModelVersionTable.nextVersion(tx, version.model()) : version.version(),
                version.digest(),
                version.sizeBytes(),
                new RunId(0),
                pipeline,
                step,
                version.partition(),
                ModelVersionState.CHALLENGER,
                new Metrics(Map.of()),
                now);
        ModelVersionTable.insert(tx, ModelText.row(here));
        return here;
    }

    /** The version in service; empty before the first promotion. */
    public Optional<ChampionVersion> champion(Tx tx, ModelName model) {
        return ModelVersionTable.champion(tx, model).map(ModelText::version).map(ModelVersion::asChampion);
    }

    /** Every model that ever stood at a gate, by name. */
    public List<ModelSummary> models(Tx tx) {
        return ModelVersionTable.models(tx).stream()
                .map(row -> new ModelSummary(row.model(), row.versions(), row.championVersion()))
                .toList();
    }

    public Optional<ModelVersion> version(Tx tx, ModelName model, int version) {
        return ModelVersionTable.find(tx, model, version).map(ModelText::version);
    }

    /** Versions newest first, below {@code before} where it is given. */
    public List<ModelVersion> versions(Tx tx, ModelName model, OptionalInt before, int limit) {
        return ModelVersionTable.newest(tx, model, before, limit).stream()
                .map(ModelText::version)
                .toList();
    }

    /** Decisions newest first, below {@code before} where it is given. */
    public List<GateDecision> decisions(Tx tx, ModelName model, OptionalLong before, int limit) {
        return GateDecisionTable.newest(tx, model, before, limit, ModelText::decision);
    }

    /** Decisions about the versions from {@code first} to {@code last}, newest first. */
    public List<GateDecision> decisionsAbout(Tx tx, ModelName model, int first, int last) {
        return GateDecisionTable.about(tx, model, first, last, ModelText::decision);
    }

    /** How many versions of a model are in each state; states without any are left out. */
    public Map<ModelVersionState, Integer> states(Tx tx, ModelName model) {
        Map<ModelVersionState, Integer> states = new EnumMap<>(ModelVersionState.class);
        ModelVersionTable.states(tx, model).forEach((state, n) -> states.put(ModelVersionState.valueOf(state), n));
        return states;
    }

    /** The decisions that made champions, newest first, below {@code before} where it is given. */
    public List<GateDecision> promotions(Tx tx, ModelName model, OptionalLong before, int limit) {
        return GateDecisionTable.promotions(tx, model, before, limit, ModelText::decision);
    }

    /** What the gates of one run decided. */
    public List<GateDecision> decisionsOf(Tx tx, RunId run) {
        return GateDecisionTable.ofRun(tx, run, ModelText::decision);
    }

    private static GateDecision record(
            Tx tx,
            GateDefinition gate,
            Challenger challenger,
            Optional<ChampionVersion> champion,
            GateVerdict verdict,
            Instant now) {
        int version = switch (verdict.outcome()) {
            case UNCHANGED -> champion.orElseThrow().version();
            case REJECTED -> reject(tx, register(tx, gate.model(), challenger, now));
            case PROMOTED -> promote(tx, champion, register(tx, gate.model(), challenger, now));
        };
        var row = new GateDecisionRow(
                gate.model(),
                version,
                challenger.run(),
                challenger.pipeline(),
                challenger.step(),
                challenger.partition(),
                gate.metric(),
                verdict.challenger(),
                verdict.champion(),
                verdict.baseline(),
                champion.map(ChampionVersion::version),
                verdict.promoted(),
                verdict.reason().substring(0, Math.min(REASON, verdict.reason().length())),
                now);
        return ModelText.decision(GateDecisionTable.insert(tx, row), row);
    }

    /** The version with these bytes for this partition; a new one when there is none. */
    private static ModelVersion register(Tx tx, ModelName model, Challenger challenger, Instant now) {
        return ModelVersionTable.find(tx, model, challenger.digest().hex(), challenger.partition())
                .map(ModelText::version)
                .orElseGet(() -> {
                    var version = new ModelVersion(
                            model,
                            ModelVersionTable.nextVersion(tx, model),
                            challenger.digest(),
                            challenger.sizeBytes(),
                            challenger.run(),
                            challenger.pipeline(),
                            challenger.step(),
                            challenger.partition(),
                            ModelVersionState.CHALLENGER,
                            challenger.metrics(),
                            now);
                    ModelVersionTable.insert(tx, ModelText.row(version));
                    return version;
                });
    }

    /** A version that was rejected or retired before stays what it is. */
    private static int reject(Tx tx, ModelVersion version) {
        if (version.state() == ModelVersionState.CHALLENGER) {
            move(tx, version, ModelVersionState.REJECTED);
        }
        return version.version();
    }

    private static int promote(Tx tx, Optional<ChampionVersion> champion, ModelVersion version) {
        champion.flatMap(c -> ModelVersionTable.find(tx, c.model(), c.version()))
                .map(ModelText::version)
                .ifPresent(retiring -> move(tx, retiring, ModelVersionState.RETIRED));
        move(tx, version, ModelVersionState.CHAMPION);
        return version.version();
    }

    private static void move(Tx tx, ModelVersion version, ModelVersionState to) {
        if (!version.state().next().contains(to)) {
            throw new IllegalStateException("Model " + version.model() + " v" + version.version() + " cannot go from "
                    + version.state() + " to " + to);
        }
        String from = version.state().name();
        boolean moved = to == ModelVersionState.CHAMPION
                ? ModelVersionTable.toChampion(tx, version.model(), version.version(), from)
                : ModelVersionTable.move(tx, version.model(), version.version(), from, to.name());
        if (!moved) {
            throw new StoreException(
                    StoreException.Kind.FAILED,
                    "Model " + version.model() + " v" + version.version() + " is no longer " + from
                            + "; the decision is rolled back and taken anew");
        }
    }
}
