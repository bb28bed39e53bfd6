package dev.rondo.engine.registry;

import static dev.rondo.engine.registry.GateVerdict.Outcome.PROMOTED;
import static dev.rondo.engine.registry.GateVerdict.Outcome.REJECTED;
import static dev.rondo.engine.registry.GateVerdict.Outcome.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.FixedKeys;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import dev.rondo.step.Metrics;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GateRuleTest {
    private static final ModelName BIKES = ModelName.of("bike-demand");
    private static final Partitioning MONTHS = FixedKeys.of("2011-07", "2011-08", "2011-09");
    private static final GateDefinition MAE = gate(true, 0);

    @Test
    void a_challenger_better_than_both_is_promoted_and_the_reason_holds_the_numbers() {
        GateVerdict verdict = decide(MAE, mae(41.2), champion(44.0), mae(49.6));
        assertThat(verdict)
                .isEqualTo(new GateVerdict(
                        PROMOTED,
                        "mae 41.2 against champion v7 44.0 and baseline 49.6: promoted",
                        Optional.of(41.2),
                        Optional.of(44.0),
                        Optional.of(49.6)));
    }

    @Test
    void the_first_challenger_has_to_beat_the_baseline_alone() {
        assertThat(decide(MAE, mae(41.2), Optional.empty(), mae(49.6)).reason())
                .isEqualTo("mae 41.2 against baseline 49.6, with no champion yet: promoted");
        assertThat(decide(MAE, mae(49.6), Optional.empty(), mae(49.6)))
                .returns(REJECTED, GateVerdict::outcome)
                .returns(
                        "mae 49.6 against baseline 49.6, with no champion yet: not promoted, since it does not beat the"
                                + " baseline",
                        GateVerdict::reason);
    }

    @Test
    void a_challenger_that_beats_the_champion_but_not_the_baseline_is_rejected() {
        assertThat(decide(MAE, mae(50), champion(60), mae(49.6)).reason())
                .isEqualTo(
                        "mae 50.0 against champion v7 60.0 and baseline 49.6: not promoted, since it does not beat the"
                                + " baseline");
    }

    @Test
    void a_tie_keeps_the_champion() {
        assertThat(decide(MAE, mae(44), champion(44), mae(49.6)).reason())
                .endsWith("not promoted, since it does not beat the champion");
    }

    @Test
    void an_improvement_as_large_as_asked_for_is_enough_and_a_smaller_one_is_not() {
        GateDefinition byTenth = gate(true, 0.1);
        assertThat(decide(byTenth, mae(0.2), champion(0.3), mae(1)).outcome()).isEqualTo(PROMOTED);
        assertThat(decide(byTenth, mae(0.21), champion(0.3), mae(1)).reason())
                .endsWith("not promoted, since it beats the champion by 0.09, less than the 0.1 asked for");
    }

    @Test
    void where_higher_is_better_the_higher_one_wins() {
        GateDefinition accuracy = gate(false, 0);
        assertThat(decide(accuracy, mae(0.9), champion(0.8), mae(0.5)).outcome())
                .isEqualTo(PROMOTED);
        assertThat(decide(accuracy, mae(0.7), champion(0.8), mae(0.5)).outcome())
                .isEqualTo(REJECTED);
        assertThat(decide(accuracy, mae(0.4), Optional.empty(), mae(0.5)).outcome())
                .isEqualTo(REJECTED);
    }

    @Test
    void different_numbers_never_look_the_same_in_the_reason() {
        assertThat(decide(MAE, mae(41.200001), champion(41.200002), mae(49.6)).reason())
                .startsWith("mae 41.200001 against champion v7 41.200002 and baseline 49.6");
    }

    @Test
    void a_missing_metric_is_a_rejection_that_names_what_is_there() {
        assertThat(decide(MAE, Metrics.of("rmse", 3).and("r2", 0.5), champion(44), mae(49.6)))
                .returns(REJECTED, GateVerdict::outcome)
                .returns(Optional.empty(), GateVerdict::challenger)
                .extracting(GateVerdict::reason)
                .asString()
                .startsWith("the challenger's metrics hold no mae (but r2, rmse): not promoted");
        assertThat(decide(MAE, mae(1), champion(44), new Metrics(Map.of())).reason())
                .startsWith("the baseline's metrics hold no mae (there are none): not promoted");
        assertThat(decide(MAE, mae(1), Optional.of(defender("2011-08", new Metrics(Map.of()))), mae(2))
                        .reason())
                .startsWith("the champion's metrics hold no mae (there are none): not promoted");
    }

    @Test
    void a_challenger_of_an_older_partition_than_the_champion_is_not_promoted_however_good() {
        GateVerdict verdict = GateRule.decide(
                MAE, challenger("2011-07", mae(1)), Optional.of(defender("2011-08", mae(44))), mae(49.6), MONTHS);
        assertThat(verdict.outcome()).isEqualTo(REJECTED);
        assertThat(verdict.reason())
                .isEqualTo("made for partition 2011-07, which is older than 2011-08 of champion v7: not promoted");
    }

    @Test
    void a_champion_of_a_partition_that_the_pipeline_does_not_know_is_neither_older_nor_newer() {
        GateVerdict verdict = GateRule.decide(
                MAE, challenger("2011-07", mae(1)), Optional.of(defender("", mae(44))), mae(49.6), MONTHS);
        assertThat(verdict.outcome()).isEqualTo(PROMOTED);
    }

    @Test
    void the_same_model_as_the_champion_changes_nothing() {
        Challenger same = challenger("2011-09", mae(44));
        var defender =
                new Defender(new ChampionVersion(BIKES, 7, same.digest(), 10, PartitionKey.of("2011-08")), mae(44));
        assertThat(GateRule.decide(MAE, same, Optional.of(defender), mae(49.6), MONTHS))
                .returns(UNCHANGED, GateVerdict::outcome)
                .returns("the same model as champion v7: no change", GateVerdict::reason);
    }

    @Test
    void nothing_is_ever_promoted_that_does_not_beat_everybody_it_has_to_beat() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            int challenger = random.nextInt(8);
            int champion = random.nextInt(8);
            int baseline = random.nextInt(8);
            int improvement = random.nextInt(3);
            boolean lower = random.nextBoolean();
            boolean first = random.nextInt(4) == 0;
            GateVerdict verdict = decide(
                    gate(lower, improvement),
                    mae(challenger),
                    first ? Optional.empty() : champion(champion),
                    mae(baseline));
            int overBaseline = lower ? baseline - challenger : challenger - baseline;
            int overChampion = lower ? champion - challenger : challenger - champion;
            boolean better = overBaseline > 0 && (first || (overChampion > 0 && overChampion >= improvement));
            assertThat(verdict.promoted())
                    .as("seed %d, round %d: %s", seed, i, verdict)
                    .isEqualTo(better);
        }
    }

    private static GateVerdict decide(
            GateDefinition gate, Metrics challenger, Optional<Defender> champion, Metrics baseline) {
        return GateRule.decide(gate, challenger("2011-08", challenger), champion, baseline, MONTHS);
    }

    private static GateDefinition gate(boolean lowerIsBetter, double minImprovement) {
        return new GateDefinition(BIKES, "mae", lowerIsBetter, minImprovement, Optional.empty());
    }

    private static Metrics mae(double value) {
        return Metrics.of("mae", value);
    }

    private static Optional<Defender> champion(double mae) {
        return Optional.of(defender("2011-08", mae(mae)));
    }

    private static Defender defender(String partition, Metrics metrics) {
        return new Defender(
                new ChampionVersion(BIKES, 7, Digest.ofText("champion"), 10, PartitionKey.of(partition)), metrics);
    }

    private static Challenger challenger(String partition, Metrics metrics) {
        return new Challenger(
                BIKES,
                Digest.ofText("challenger"),
                10,
                new RunId(1),
                PipelineName.of("bikes"),
                StepName.of("better"),
                PartitionKey.of(partition),
                metrics);
    }
}
