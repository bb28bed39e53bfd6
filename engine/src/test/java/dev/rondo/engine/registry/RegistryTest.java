package dev.rondo.engine.registry;

import static dev.rondo.engine.registry.ModelVersionState.CHAMPION;
import static dev.rondo.engine.registry.ModelVersionState.REJECTED;
import static dev.rondo.engine.registry.ModelVersionState.RETIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.StoreException;
import dev.rondo.engine.testkit.TestStores;
import dev.rondo.partition.FixedKeys;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import dev.rondo.step.Metrics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private static final Instant NOW = Instant.parse("2012-03-15T10:00:00Z");
    private static final ModelName BIKES = ModelName.of("bike-demand");
    private static final List<String> MONTHS = List.of("2011-07", "2011-08", "2011-09", "2011-10");
    private static final Partitioning ORDER = FixedKeys.of(MONTHS.toArray(new String[0]));
    private static final GateDefinition GATE = new GateDefinition(BIKES, "mae", true, 0, Optional.empty());

    private final Database database = Database.open(TestStores.fresh(), InstantSource.fixed(NOW));
    private final Registry registry = new Registry();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_better_challenger_becomes_champion_and_the_previous_champion_is_kept() {
        decide(1, "a", "2011-07", 44, 0);
        GateDecision second = decide(2, "b", "2011-08", 41, 45);
        assertThat(second.championVersion()).contains(1);
        assertThat(second.version()).isEqualTo(2);
        assertThat(champion())
                .contains(new ChampionVersion(BIKES, 2, Digest.ofText("b"), 10, PartitionKey.of("2011-08")));
        assertThat(states()).containsExactly(RETIRED, CHAMPION);
    }

    @Test
    void a_rejected_challenger_is_kept_and_the_champion_stays_in_service() {
        decide(1, "a", "2011-07", 44, 0);
        GateDecision second = decide(2, "b", "2011-08", 48, 45);
        assertThat(second.promoted()).isFalse();
        assertThat(states()).containsExactly(CHAMPION, REJECTED);
        assertThat(champion().map(ChampionVersion::version)).contains(1);
    }

    @Test
    void a_champion_that_was_not_scored_is_not_replaced() {
        decide(1, "a", "2011-07", 44, 0);
        GateDecision second = database.write(tx ->
                registry.decide(tx, GATE, challenger(2, "b", "2011-08", 1), Optional.empty(), mae(50), ORDER, NOW));
        assertThat(second.promoted()).isFalse();
        assertThat(second.reason()).contains("the champion's metrics hold no mae");
    }

    @Test
    void the_same_model_again_adds_a_decision_and_no_version() {
        decide(1, "a", "2011-07", 44, 0);
        GateDecision again = decide(2, "a", "2011-08", 44, 44);
        assertThat(again.version()).isEqualTo(1);
        assertThat(states()).containsExactly(CHAMPION);
        assertThat(decisions()).hasSize(2);
    }

    @Test
    void the_same_bytes_for_the_same_partition_stay_the_same_version() {
        decide(1, "a", "2011-07", 44, 0);
        GateDecision rejected = decide(2, "b", "2011-08", 48, 45);
        GateDecision later = decide(3, "b", "2011-08", 43, 45);
        assertThat(later.version()).isEqualTo(rejected.version());
        assertThat(states()).containsExactly(RETIRED, CHAMPION);
    }

    @Test
    void a_gate_decides_once_per_run_however_often_it_is_asked() {
        GateDecision first = decide(1, "a", "2011-07", 44, 0);
        assertThat(decide(1, "b", "2011-08", 1, 44)).isEqualTo(first);
        assertThat(decisions()).containsExactly(first);
        assertThat(states()).containsExactly(CHAMPION);
    }

    @Test
    void a_decision_is_read_as_it_was_made_and_lists_are_paged_newest_first() {
        GateDecision first = decide(1, "a", "2011-07", 44, 0);
        GateDecision second = decide(2, "b", "2011-08", 48, 45);
        GateDecision third = decide(3, "c", "2011-09", 40, 45);
        assertThat(decisions()).containsExactly(third, second, first);
        List<GateDecision> next = database.read(tx -> registry.decisions(tx, BIKES, OptionalLong.of(third.id()), 1));
        assertThat(next).containsExactly(second);
        List<GateDecision> promotions = database.read(tx -> registry.promotions(tx, BIKES, OptionalLong.empty(), 10));
        assertThat(promotions).containsExactly(third, first);
        List<GateDecision> ofRun = database.read(tx -> registry.decisionsOf(tx, new RunId(2)));
        assertThat(ofRun).containsExactly(second);
        List<ModelVersion> page = database.read(tx -> registry.versions(tx, BIKES, OptionalInt.of(3), 1));
        assertThat(page).extracting(ModelVersion::version).containsExactly(2);
        List<ModelSummary> models = database.read(registry::models);
        assertThat(models).containsExactly(new ModelSummary(BIKES, 3, Optional.of(3)));
        Optional<ModelVersion> version = database.read(tx -> registry.version(tx, BIKES, 2));
        assertThat(version.orElseThrow().metrics()).isEqualTo(mae(48));
    }

    @Test
    void the_database_itself_refuses_a_second_champion() {
        decide(1, "a", "2011-07", 44, 0);
        decide(2, "b", "2011-08", 48, 45);
        assertThatThrownBy(() -> database.write(tx -> tx.update(
                        "update model_version set state = 'CHAMPION', champion_of = model where version = 2")))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> database.write(
                        tx -> tx.update("update model_version set state = 'CHAMPION' where version = 2")))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void whatever_comes_to_the_gates_there_is_one_champion_at_most_and_nothing_is_forgotten() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Integer, ModelVersionState> before = new HashMap<>();
        Optional<Integer> champion = Optional.empty();
        for (int run = 1; run <= 400; run++) {
            String where = "seed " + seed + ", run " + run;
            GateDecision decision = decide(
                    1 + random.nextInt(run),
                    "model " + random.nextInt(30),
                    MONTHS.get(Math.min(MONTHS.size() - 1, random.nextInt(1 + run / 80))),
                    30 + random.nextInt(30),
                    30 + random.nextInt(30));
            Map<Integer, ModelVersionState> now = new HashMap<>();
            versions().forEach(v -> now.put(v.version(), v.state()));
            assertThat(now.keySet()).as(where).containsAll(before.keySet());
            assertThat(now.values().stream().filter(s -> s == CHAMPION).count())
                    .as(where)
                    .isLessThanOrEqualTo(1);
            before.forEach((version, was) -> assertThat(now.get(version))
                    .as(where + ", version " + version)
                    .satisfies(is ->
                            assertThat(is == was || was.next().contains(is)).isTrue()));
            boolean isNew = decisions().get(0).equals(decision) && decision.promoted();
            champion = isNew ? Optional.of(decision.version()) : champion;
            assertThat(champion().map(ChampionVersion::version)).as(where).isEqualTo(champion);
            before.clear();
            before.putAll(now);
        }
        List<GateDecision> promotions = database.read(tx -> registry.promotions(tx, BIKES, OptionalLong.empty(), 1000));
        assertThat(versions())
                .filteredOn(v -> v.state() == RETIRED || v.state() == CHAMPION)
                .extracting(ModelVersion::version)
                .as("seed " + seed)
                .containsExactlyInAnyOrderElementsOf(promotions.stream()
                        .map(GateDecision::version)
                        .distinct()
                        .toList());
    }

    private GateDecision decide(int run, String model, String partition, double mae, double championMae) {
        return database.write(tx -> registry.decide(
                tx, GATE, challenger(run, model, partition, mae), Optional.of(mae(championMae)), mae(50), ORDER, NOW));
    }

    private static Challenger challenger(int run, String model, String partition, double mae) {
        return new Challenger(
                BIKES,
                Digest.ofText(model),
                10,
                new RunId(run),
                PipelineName.of("bikes"),
                StepName.of("better"),
                PartitionKey.of(partition),
                mae(mae));
    }

    private static Metrics mae(double value) {
        return Metrics.of("mae", value);
    }

    private Optional<ChampionVersion> champion() {
        return database.read(tx -> registry.champion(tx, BIKES));
    }

    private List<GateDecision> decisions() {
        return database.read(tx -> registry.decisions(tx, BIKES, OptionalLong.empty(), 1000));
    }

    private List<ModelVersion> versions() {
        return database.read(tx -> registry.versions(tx, BIKES, OptionalInt.empty(), 1000));
    }

    /** By version, oldest first. */
    private List<ModelVersionState> states() {
        return versions().stream()
                .sorted((a, b) -> Integer.compare(a.version(), b.version()))
                .map(ModelVersion::state)
                .toList();
    }
}
