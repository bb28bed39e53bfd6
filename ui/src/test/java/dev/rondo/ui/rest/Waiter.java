package dev.rondo.ui.rest;

import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.StepContext;
import java.util.concurrent.CountDownLatch;

/** A pipeline without partitions whose only step runs until it is cancelled. */
final class Waiter implements Pipeline<Pipeline.NoSettings> {

    @Override
    public void define(PipelineBuilder<NoSettings> p) {
        p.output(p.step("wait").cache(CachePolicy.never()).run(Waiter::forEver));
    }

    static int forEver(StepContext<NoSettings> context) throws InterruptedException {
        context.log("waiting");
        new CountDownLatch(1).await();
        return 0;
    }
}
