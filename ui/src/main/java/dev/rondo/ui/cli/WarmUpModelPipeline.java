package dev.rondo.ui.cli;

import static dev.rondo.pipeline.Contender.baseline;
import static dev.rondo.pipeline.Contender.champion;

import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.DatasetRef;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Source;
import dev.rondo.pipeline.When;
import dev.rondo.settings.Default;
import dev.rondo.settings.Doc;
import dev.rondo.settings.Range;
import dev.rondo.settings.Unit;
import dev.rondo.step.DataFile;
import dev.rondo.step.Metrics;
import dev.rondo.step.Retry;
import dev.rondo.step.StepContext;
import dev.rondo.table.Column;
import dev.rondo.table.ColumnType;
import dev.rondo.table.Csv;
import dev.rondo.table.Schema;
import dev.rondo.table.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Declares what pipelines of models declare, for {@link WarmUpCommand}; it is loaded and compiled, and never runs. */
public final class WarmUpModelPipeline implements Pipeline<WarmUpModelPipeline.Settings> {
    private static final Schema HOURS = Schema.of(
            Column.of("hour", ColumnType.INTEGER),
            Column.of("temperature", ColumnType.DECIMAL),
            Column.of("count", ColumnType.INTEGER).tag("leak"));

    /** Settings of several types. */
    public record Settings(
            @Default("10") @Range(min = 1, max = 100) @Doc("Trees in the forest.")
            int trees,

            @Default("0.5") @Unit("share") double share,
            @Default("true") boolean balanced,
            @Default("mae") String metric) {}

    /** A value that is kept as JSON. */
    public record Model(double mean) {}

    @Override
    public void define(PipelineBuilder<Settings> p) {
        p.owner("nobody");
        p.description("Is compiled, and never runs.");
        p.partitionedBy(TimeWindows.monthly("2020-01").in("America/New_York"));
        Source<DataFile> raw = p.source(
                "hours", Files.matching("hours-{partition}.csv").schema(HOURS).checkedEvery(Duration.ofHours(1)));
        Dataset<Table> clean = p.step("clean")
                .reads(raw)
                .schema(HOURS)
                .retry(Retry.times(2).backoff(Duration.ofSeconds(1)).jitter(0.2).onlyOn(IOException.class))
                .run(WarmUpModelPipeline::clean);
        Dataset<Long> checked = p.step("check").reads(clean).run(WarmUpModelPipeline::rows);
        Dataset<Model> model = p.step("train")
                .reads(clean.previous(2).columns("hour", "temperature"))
                .after(checked)
                .writes(DatasetRef.of("warm-up-model", Model.class))
                .timeout(Duration.ofMinutes(1))
                .run(WarmUpModelPipeline::train);
        Dataset<Metrics> metrics = p.step("evaluate").reads(model, clean).run(WarmUpModelPipeline::evaluate);
        Dataset<Metrics> naive =
                p.step("baseline").reads(clean.previous(1), clean).run(WarmUpModelPipeline::naive);
        p.gate("better")
                .on(metrics, "mae")
                .against(champion("warm-up"), baseline(naive))
                .promotes(model);
        p.when(When.changed(raw));
        p.when(When.cron("0 0 1 1 *"));
        p.facts(f -> {
            f.features("train").excludes("count").hasSize(2);
            f.columnsTagged("leak").neverReach("train");
            f.dataset("warm-up-model-pipeline.clean").comesOnlyFrom("hours");
        });
    }

    static Table clean(DataFile file) throws IOException {
        return Csv.read(file.content(), "hours", HOURS);
    }

    static long rows(Table table) {
        return table.rows();
    }

    static Model train(StepContext<Settings> context, List<Table> months) {
        return new Model(context.settings().share() * Table.concat(months).rows());
    }

    static Metrics evaluate(Model model, Table month) {
        return Metrics.of("mae", model.mean() - month.rows());
    }

    static Metrics naive(List<Table> before, Table month) {
        return Metrics.of("mae", (double) before.size() - month.rows());
    }
}
