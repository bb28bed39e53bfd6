package dev.rondo.ui.rest;

import static dev.rondo.pipeline.Contender.baseline;
import static dev.rondo.pipeline.Contender.champion;
import static dev.rondo.pipeline.When.cron;

import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Source;
import dev.rondo.settings.Default;
import dev.rondo.settings.Doc;
import dev.rondo.settings.Range;
import dev.rondo.settings.Unit;
import dev.rondo.step.DataFile;
import dev.rondo.step.Metrics;
import dev.rondo.step.Retry;
import dev.rondo.step.StepContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** A small pipeline with everything that the routes show: a source by month, settings, a gate. */
final class Shop implements Pipeline<Shop.Settings> {

    record Settings(
            @Default("3") @Range(min = 1, max = 9) @Unit("shelves") @Doc("How many shelves there are")
            int shelves,

            @Default("plain") String style) {}

    @Override
    public void define(PipelineBuilder<Settings> p) {
        p.owner("shopkeepers");
        p.description("Forecasts what is sold.");
        p.partitionedBy(TimeWindows.monthly("2011-01"));
        Source<DataFile> sales =
                p.source("sales", Files.matching("sales-{partition}.txt").checkedEvery(Duration.ofMinutes(10)));
        Dataset<Integer> sold = p.step("count").reads(sales).retry(Retry.none()).run(Shop::count);
        Dataset<Forecast> model = p.step("train").reads(sold).run(Shop::train);
        Dataset<Metrics> score = p.step("evaluate")
                .description("forecast by Rondo")
                .reads(model, sold)
                .run(Shop::evaluate);
        Dataset<Metrics> naive = p.step("naive").reads(sold).run(Shop::naive);
        p.gate("better")
                .on(score, "error")
                .against(champion("shop"), baseline(naive))
                .promotes(model);
        p.when(cron("0 5 1 1 *").in("America/New_York"));
    }

    record Forecast(int units) {}

    static int count(DataFile sales) {
        try {
            List<String> lines = java.nio.file.Files.readAllLines(sales.content());
            return Integer.parseInt(lines.get(0));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("sales.txt, line 1, column 1: that is no number", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Forecast train(StepContext<Settings> context, int sold) {
        context.log("Trained on " + sold + " units, ä for good measure.");
        context.metric("units", sold);
        context.param("shelves", Integer.toString(context.settings().shelves()));
        return new Forecast(sold + context.settings().shelves());
    }

    static Metrics evaluate(Forecast forecast, int sold) {
        return Metrics.of("error", Math.abs(forecast.units() - sold));
    }

    static Metrics naive(int sold) {
        return Metrics.of("error", sold);
    }
}
