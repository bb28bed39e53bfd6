package dev.rondo.example.bike;

import static dev.rondo.pipeline.Contender.baseline;
import static dev.rondo.pipeline.Contender.champion;
import static dev.rondo.pipeline.When.changed;

import dev.rondo.partition.Partitioning;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.DatasetRef;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Source;
import dev.rondo.step.DataFile;
import dev.rondo.step.Metrics;
import dev.rondo.step.Retry;
import dev.rondo.step.StepContext;
import dev.rondo.table.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Keeps a forecast of bike rentals fresh: each new month judges a forest grown on the six months before it. */
public final class BikeDemand implements Pipeline<ForestSettings> {

    /** Hours that can be trusted, a month each. */
    public static final DatasetRef<Table> CLEAN = DatasetRef.of("bike-clean", Table.class);

    /** The month's challenger. */
    public static final DatasetRef<ForestModel> MODEL =
            DatasetRef.of("bike-demand-model", ForestModel.class, new ForestCodec());

    /** How the month's challenger forecast the month. */
    public static final DatasetRef<Metrics> METRICS = DatasetRef.of("bike-demand-metrics", Metrics.class);

    /** How the simple forecast did. */
    public static final DatasetRef<Metrics> BASELINE = DatasetRef.of("bike-demand-baseline", Metrics.class);

    static final Partitioning MONTHS = TimeWindows.monthly("2011-01").in("America/New_York");
    static final int WINDOW_MONTHS = 6;
    static final Duration LONGEST_TRAINING = Duration.ofMinutes(5);

    @Override
    public void define(PipelineBuilder<ForestSettings> p) {
        p.owner("bike-planning");
        p.description(
                "Forecasts bike rentals per hour with a random forest, trained again when a month of data arrives.");
        p.partitionedBy(MONTHS);
        Source<DataFile> rentals = p.source(
                "rentals",
                Files.matching("bike/hour-{partition}.csv")
                        .schema(RentalHours.RAW)
                        .checkedEvery(Duration.ofMillis(500)));

        Dataset<Table> clean = p.step("clean")
                .reads(rentals)
                .writes(CLEAN)
                .schema(RentalHours.CLEAN)
                .retry(Retry.times(2).backoff(Duration.ofSeconds(1)).jitter(0.2).onlyOn(IOException.class))
                .run(RentalHours::clean);
        Dataset<CheckReport> checked = p.step("check").reads(clean).run(HourChecks::check);
        Dataset<ForestModel> model = p.step("train")
                .reads(clean.previous(WINDOW_MONTHS).columns(RentalHours.learned()))
                .after(checked)
                .writes(MODEL)
                .timeout(LONGEST_TRAINING)
                .run(BikeDemand::train);
        Dataset<Metrics> metrics = p.step("evaluate")
                .description("Challenger, on the month that is new to it")
                .reads(model, clean.columns(RentalHours.learned()))
                .writes(METRICS)
                .run(Evaluate::forest);
        Dataset<Metrics> naive = p.step("baseline")
                .description("Baseline: same hour and kind of day, last month")
                .reads(clean.previous(1), clean)
                .writes(BASELINE)
                .run(Evaluate::baseline);
        p.gate("better")
                .on(metrics, "mae")
                .against(champion("bike-demand"), baseline(naive))
                .promotes(model);

        p.when(changed(rentals));
        p.facts(f -> {
            f.features("train")
                    .excludes("casual", "registered", "instant", "yr")
                    .hasSize(9);
            f.columnsTagged(RentalHours.LEAK).neverReach("train");
            f.dataset("bike-clean").comesOnlyFrom("rentals");
        });
    }

    static ForestModel train(StepContext<ForestSettings> context, List<Table> months) {
        Table hours = Table.concat(months);
        ForestModel forest = new ForestTrainer(Feature.CHOSEN, context.settings()).train(hours);
        context.metric("hours", hours.rows());
        context.metric("nodes", forest.nodes());
        context.log("Grew " + forest.trees() + " trees of " + forest.nodes() + " nodes on " + hours.rows()
                + " hours of " + months.size() + " months.");
        return forest;
    }
}
