package dev.rondo.ui.rest;

import static dev.rondo.pipeline.When.changed;

import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Source;
import dev.rondo.step.DataFile;
import java.io.IOException;
import java.time.Duration;

/** A pipeline that runs when its file changes. */
final class Watcher implements Pipeline<Pipeline.NoSettings> {

    @Override
    public void define(PipelineBuilder<NoSettings> p) {
        Source<DataFile> stock = p.source("stock", Files.matching("stock.txt").checkedEvery(Duration.ofMillis(200)));
        p.output(p.step("read").reads(stock).run(Watcher::read));
        p.when(changed(stock));
    }

    static String read(DataFile stock) throws IOException {
        return java.nio.file.Files.readString(stock.content());
    }
}
