package dev.rondo.pipeline;

import static dev.rondo.pipeline.Contender.baseline;
import static dev.rondo.pipeline.Contender.champion;
import static dev.rondo.pipeline.When.changed;
import static dev.rondo.pipeline.When.cron;

import dev.rondo.partition.TimeWindows;
import dev.rondo.step.DataFile;
import dev.rondo.step.Metrics;
import java.time.Duration;
import java.util.List;

/** Pipelines that the tests compile. */
final class Examples {
    private Examples() {}

    record Rows(List<String> lines) {}

    record Model(double weight) {}

    record Report(int problems) {}

    static final DatasetRef<Rows> CLEAN = DatasetRef.of("bike-clean", Rows.class);

    /** The pipeline of the design, with functions that nobody calls. */
    static final class BikeDemand implements Pipeline<BikeDemand.Settings> {
        record Settings(int trees, double minR2) {}

        @Override
        public void define(PipelineBuilder<Settings> p) {
            p.owner("team-bikes");
            p.description("Predicts hourly demand");
            p.partitionedBy(TimeWindows.monthly("2011-01").in("America/New_York"));
            Source<DataFile> raw = p.source("rentals", Files.matching("data/hour-{partition}.csv"));
            Dataset<Rows> clean = p.step("clean").reads(raw).writes(CLEAN).run(Examples::rows);
            Dataset<Report> checked = p.step("check").reads(clean).run(Examples::check);
            Dataset<Model> model =
                    p.step("train").reads(clean.previous(6)).after(checked).run(Examples::train);
            Dataset<Metrics> metrics = p.step("evaluate").reads(model, clean).run(Examples::evaluate);
            Dataset<Metrics> naive = p.step("naive").reads(clean).run(Examples::naive);
            p.gate("better")
                    .on(metrics, "mae")
                    .against(champion("bike-demand"), baseline(naive))
                    .promotes(model);
            p.when(cron("0 5 1 * *"));
            p.when(changed(raw).settledFor(Duration.ofMinutes(5)));
            p.atMostEvery(Duration.ofHours(6));
        }
    }

    /** Reads what {@link BikeDemand} publishes. */
    static final class BikeReport implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<Pipeline.NoSettings> p) {
            p.partitionedBy(TimeWindows.monthly("2011-01").in("America/New_York"));
            Dataset<Rows> clean = p.dataset(CLEAN);
            p.output(p.step("summary").reads(clean).run(Examples::check));
            p.when(changed(clean));
        }
    }

    static Rows rows(DataFile file) {
        return new Rows(List.of(file.name()));
    }

    static Report check(Rows rows) {
        return new Report(rows.lines().size());
    }

    static Model train(List<Rows> months) {
        return new Model(months.size());
    }

    static Metrics evaluate(Model model, Rows rows) {
        return Metrics.of("mae", model.weight());
    }

    static Metrics naive(Rows rows) {
        return Metrics.of("mae", rows.lines().size());
    }
}
