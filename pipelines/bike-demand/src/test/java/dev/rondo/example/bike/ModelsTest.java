package dev.rondo.example.bike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rondo.step.Metrics;
import dev.rondo.table.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class ModelsTest {

    private static final YearMonth JULY = YearMonth.of(2011, 7);

    private static BikeHistory history;
    private static Table june;
    private static Table july;
    private static ForestModel forest;

    @BeforeAll
    static void trainOnJune() throws IOException {
        history = BikeHistory.read();
        june = history.of(JULY.minusMonths(1));
        july = history.of(JULY);
        forest = new ForestTrainer(Feature.CHOSEN, ForestSettings.defaults()).train(june);
    }

    @Test
    void the_same_hours_settings_and_seed_give_the_same_forest_byte_for_byte() {
        var trainer = new ForestTrainer(Feature.CHOSEN, ForestSettings.defaults());
        assertThat(trainer.train(june).toBytes()).isEqualTo(forest.toBytes());
    }

    @Test
    @EnabledIf("lightGbmLoads")
    void the_same_hours_settings_and_seed_give_the_same_lightgbm_model() {
        var trainer = new LightGbmTrainer(Feature.CHOSEN, LightGbmSettings.defaults());
        assertThat(trainer.train(june)).isEqualTo(trainer.train(june));
    }

    @Test
    void a_forest_read_from_its_artifact_forecasts_the_same() throws IOException {
        var codec = new ForestCodec();
        var bytes = new ByteArrayOutputStream();
        codec.write(forest, bytes);
        ForestModel copy = codec.read(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(copy.predict(july)).isEqualTo(forest.predict(july));
        assertThat(copy.toBytes()).isEqualTo(forest.toBytes());
    }

    @Test
    void half_a_forest_is_refused() {
        byte[] bytes = forest.toBytes();
        byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
        assertThatThrownBy(() -> ForestModel.fromBytes(half)).hasMessageContaining("not a complete forest");
    }

    @Test
    void the_trees_taken_out_of_tribuo_forecast_what_tribuo_forecasts() {
        // Whole numbers only, as Tribuo would be asked with the bins of the others, which a forecast does without.
        var features = List.of(Feature.HOUR, Feature.WORKING_DAY, Feature.WEEKDAY, Feature.WEATHER);
        var trainer = new ForestTrainer(features, ForestSettings.defaults());
        var tribuo = trainer.trainer().train(trainer.dataset(june)).predict(trainer.dataset(july));
        double[] ours = trainer.train(june).predict(july);
        double leavesAreFloats = 1e-4;
        for (int i = 0; i < ours.length; i++) {
            assertThat(ours[i]).isEqualTo(tribuo.get(i).getOutput().getValues()[0], within(leavesAreFloats));
        }
    }

    @Test
    void a_forest_of_six_months_beats_the_simple_forecast_of_july_2011() {
        var grown = new ForestTrainer(Feature.CHOSEN, ForestSettings.defaults()).train(halfYear());
        assertThat(mae(Evaluate.baseline(List.of(june), july))).isEqualTo(33.0, within(0.05));
        assertThat(mae(Evaluate.forest(grown, july))).isEqualTo(29.2, within(0.05));
    }

    @Test
    @EnabledIf("lightGbmLoads")
    void so_does_lightgbm() {
        var boosted = new LightGbmTrainer(Feature.CHOSEN, LightGbmSettings.defaults()).train(halfYear());
        assertThat(mae(Evaluate.lightGbm(boosted, july))).isEqualTo(26.8, within(0.05));
    }

    @Test
    void a_model_that_meets_every_count_has_no_error() {
        Metrics perfect = Evaluate.score(hours -> hours.doubles("cnt"), july);
        assertThat(perfect)
                .isEqualTo(Metrics.of("mae", 0).and("rmse", 0).and("r2", 1).and("rows", july.rows()));
    }

    /** Not on a machine without libgomp. */
    static boolean lightGbmLoads() {
        try {
            LightGbmLibrary.require();
            return true;
        } catch (NativeLibraryException e) {
            return false;
        }
    }

    private static Table halfYear() {
        return history.between(BikeHistory.FIRST_MONTH, JULY.minusMonths(1));
    }

    private static double mae(Metrics metrics) {
        return metrics.get("mae").orElseThrow();
    }
}
