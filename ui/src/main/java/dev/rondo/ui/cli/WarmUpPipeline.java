package dev.rondo.ui.cli;

import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Source;
import dev.rondo.pipeline.When;
import dev.rondo.settings.Default;
import dev.rondo.step.DataFile;
import dev.rondo.step.StepContext;
import java.io.IOException;

/** Something to run for {@link WarmUpCommand}; loaded as a user's class would be. */
public final class WarmUpPipeline implements Pipeline<WarmUpPipeline.Settings> {

    /** One setting, so that settings are read. */
    public record Settings(@Default("1") int factor) {}

    @Override
    public void define(PipelineBuilder<Settings> p) {
        Source<DataFile> file = p.source("file", Files.matching("file.txt"));
        Dataset<Long> size = p.step("size").reads(file).run(WarmUpPipeline::size);
        Dataset<Long> product = p.step("product").reads(size).run(WarmUpPipeline::product);
        p.output(product);
        p.when(When.changed(file));
        p.when(When.cron("0 0 1 1 *"));
    }

    static long size(DataFile file) throws IOException {
        return java.nio.file.Files.size(file.content());
    }

    static long product(StepContext<Settings> context, long size) {
        return size * context.settings().factor();
    }
}
