package dev.rondo.ui.fault;

import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.Pipeline.NoSettings;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Source;
import dev.rondo.pipeline.When;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.DataFile;
import dev.rondo.step.Retry;
import dev.rondo.step.StepContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** What a small team's server does day by day: schedules, data that changes, and a list that is worked through. */
final class SoakPipelines {
    /** Elements of the list that is worked through each day. */
    static final int ELEMENTS = 40;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private SoakPipelines() {}

    /** Every hour, of which nothing is like the hour before; every seventh has no luck at the first try. */
    static Pipeline<NoSettings> hourly() {
        return pipeline("hourly", p -> {
            Dataset<Long> number = p.step("number").cache(CachePolicy.never()).run(SoakPipelines::number);
            Dataset<Long> next = p.step("next")
                    .reads(number)
                    .retry(Retry.times(1).backoff(Duration.ZERO))
                    .run(SoakPipelines::next);
            p.output(p.step("text").reads(next).run(SoakPipelines::text));
            p.when(When.cron("0 * * * *"));
        });
    }

    /** For every version of a month's file. */
    static Pipeline<NoSettings> letters() {
        return pipeline("letters", p -> {
            p.partitionedBy(TimeWindows.monthly("2025-01"));
            Source<DataFile> raw =
                    p.source("raw", Files.matching("m-{partition}.txt").checkedEvery(Duration.ofHours(1)));
            Dataset<String> copy = p.step("copy").reads(raw).run(SoakPipelines::copy);
            p.output(p.step("count").reads(copy).run(SoakPipelines::count));
            p.when(When.changed(raw));
        });
    }

    /** Once a day a list of which half is new. */
    static Pipeline<NoSettings> daily() {
        return pipeline("daily", p -> {
            Dataset<List<Long>> list = p.step("list").cache(CachePolicy.never()).run(SoakPipelines::list);
            Dataset<List<Long>> each = p.step("each")
                    .forEach(list)
                    .retry(Retry.times(1).backoff(Duration.ZERO))
                    .run(SoakPipelines::next);
            p.output(p.step("sum").reads(each).run(SoakPipelines::sum));
            p.when(When.cron("30 2 * * *"));
        });
    }

    private static long number(StepContext<NoSettings> context) {
        context.log("a number is drawn");
        return NUMBERS.incrementAndGet();
    }

    private static long next(StepContext<NoSettings> context, long before) {
        if (before % 7 == 0 && context.attempt() == 1) {
            throw new IllegalStateException("no luck at the first try");
        }
        return before + 1;
    }

    private static String text(long number) {
        return "number " + number + " ".repeat(6_000);
    }

    private static String copy(DataFile file) throws IOException {
        return java.nio.file.Files.readString(file.content());
    }

    private static int count(StepContext<NoSettings> context, String text) {
        context.metric("letters", text.length());
        return text.length();
    }

    private static List<Long> list() {
        long first = NUMBERS.getAndAdd(ELEMENTS / 2);
        return LongStream.range(first, first + ELEMENTS).boxed().toList();
    }

    private static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }

    private static Pipeline<NoSettings> pipeline(String name, Consumer<PipelineBuilder<NoSettings>> define) {
        return new Pipeline<>() {
            @Override
            public void define(PipelineBuilder<NoSettings> p) {
                define.accept(p);
            }

            @Override
            public String name() {
                return name;
            }
        };
    }
}
