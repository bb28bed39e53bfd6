package dev.rondo.example.bike;

import static dev.rondo.pipeline.When.changed;

import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.DatasetRef;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.step.Metrics;
import dev.rondo.table.Table;
import java.util.List;

/**
 * What the month would have cost with other ways of keeping a model, as lines of one chart: each step that ends one of the
 * ways records its {@code mae}. The challengers and the baseline of {@link BikeDemand} are read, not made again.
 */
public final class BikeComparison implements Pipeline<Pipeline.NoSettings> {

    static final DatasetRef<ForestModel> FIRST_MODEL =
            DatasetRef.of("bike-comparison-first-model", ForestModel.class, new ForestCodec());

    static final DatasetRef<ForestModel> WHOLE_MODEL =
            DatasetRef.of("bike-comparison-whole-model", ForestModel.class, new ForestCodec());

    @Override
    public void define(PipelineBuilder<NoSettings> p) {
        p.owner("bike-planning");
        p.description(
                "Compares ways of keeping a model: never trained again, on all history, by Rondo, or none at all.");
        p.partitionedBy(BikeDemand.MONTHS);
        Dataset<Table> clean = p.dataset(BikeDemand.CLEAN);
        Dataset<Metrics> challengers = p.dataset(BikeDemand.METRICS);

        Dataset<ForestModel> first = p.step("train-once")
                .description("On January to June 2011; from the cache ever after")
                .reads(clean.range("2011-01", "2011-06").columns(RentalHours.learned()))
                .writes(FIRST_MODEL)
                .timeout(BikeDemand.LONGEST_TRAINING)
                .run(BikeComparison::train);
        Dataset<ForestModel> whole = p.step("train-on-all")
                .description("On every month before")
                .reads(clean.allPrevious().columns(RentalHours.learned()))
                .writes(WHOLE_MODEL)
                .timeout(BikeDemand.LONGEST_TRAINING)
                .run(BikeComparison::train);
        p.output(p.step("never-retrained")
                .description("Never retrained")
                .reads(first, clean.columns(RentalHours.learned()))
                .run(BikeComparison::errorOf));
        p.output(p.step("all-history")
                .description("Retrained on all history")
                .reads(whole, clean.columns(RentalHours.learned()))
                .run(BikeComparison::errorOf));
        p.output(p.step("rondo")
                .description("Retrained by Rondo on the last 6 months")
                .reads(challengers)
                .run(BikeComparison::error));
        p.output(p.step("baseline")
                .description("Baseline: same hour and kind of day, last month")
                .reads(p.dataset(BikeDemand.BASELINE))
                .run(BikeComparison::error));

        p.when(changed(challengers));
        p.facts(f -> f.columnsTagged(RentalHours.LEAK).neverReach("train-once", "train-on-all"));
    }

    /**
     * Takes no context, so its cache key holds neither settings nor month: on the same months it is the same model, trained
     * once.
     */
    static ForestModel train(List<Table> months) {
        return new ForestTrainer(Feature.CHOSEN, ForestSettings.defaults()).train(Table.concat(months));
    }

    static Metrics errorOf(ForestModel model, Table hours) {
        return error(Evaluate.forest(model, hours));
    }

    static Metrics error(Metrics measured) {
        return Metrics.of("mae", measured.get("mae").orElseThrow());
    }
}
