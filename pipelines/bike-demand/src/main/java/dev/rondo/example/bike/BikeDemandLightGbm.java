package dev.rondo.example.bike;

import static dev.rondo.pipeline.Contender.baseline;
import static dev.rondo.pipeline.Contender.champion;
import static dev.rondo.pipeline.When.changed;

import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.step.Metrics;
import dev.rondo.step.StepContext;
import dev.rondo.table.Table;
import java.util.List;

/**
 * The same forecast by LightGBM, over the months that {@link BikeDemand} cleans. LightGBM is a native library: where the
 * machine lacks what it needs, training fails here with the package to install, and {@link BikeDemand} goes on.
 */
public final class BikeDemandLightGbm implements Pipeline<LightGbmSettings> {

    @Override
    public String name() {
        return "bike-demand-lightgbm";
    }

    @Override
    public void define(PipelineBuilder<LightGbmSettings> p) {
        p.owner("bike-planning");
        p.description("Forecasts bike rentals per hour with LightGBM, over the months that bike-demand cleans.");
        p.partitionedBy(BikeDemand.MONTHS);
        Dataset<Table> clean = p.dataset(BikeDemand.CLEAN);

        Dataset<LightGbmModel> model = p.step("train")
                .reads(clean.previous(BikeDemand.WINDOW_MONTHS).columns(RentalHours.learned()))
                .timeout(BikeDemand.LONGEST_TRAINING)
                .run(BikeDemandLightGbm::train);
        Dataset<Metrics> metrics = p.step("evaluate")
                .description("Challenger, on the month that is new to it")
                .reads(model, clean.columns(RentalHours.learned()))
                .run(Evaluate::lightGbm);
        Dataset<Metrics> naive = p.step("baseline")
                .description("Baseline: same hour and kind of day, last month")
                .reads(clean.previous(1), clean)
                .run(Evaluate::baseline);
        p.gate("better")
                .on(metrics, "mae")
                .against(champion("bike-demand-lightgbm"), baseline(naive))
                .promotes(model);

        p.when(changed(clean));
        p.facts(f -> f.columnsTagged(RentalHours.LEAK).neverReach("train"));
    }

    static LightGbmModel train(StepContext<LightGbmSettings> context, List<Table> months) {
        Table hours = Table.concat(months);
        context.metric("hours", hours.rows());
        return new LightGbmTrainer(Feature.CHOSEN, context.settings()).train(hours);
    }
}
