package dev.rondo.engine.loop;

import static dev.rondo.pipeline.Contender.baseline;
import static dev.rondo.pipeline.Contender.champion;

import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.DatasetRef;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.Pipeline.NoSettings;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Source;
import dev.rondo.pipeline.StepBuilder;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.DataFile;
import dev.rondo.step.Metrics;
import dev.rondo.step.Retry;
import dev.rondo.step.StepContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Small pipelines for tests of the loop. */
final class LoopPipelines {
    static final DatasetRef<Integer> COUNTS = DatasetRef.of("counts", Integer.class);

    private LoopPipelines() {}

    /** two, then sum. */
    static Pipeline<NoSettings> sums() {
        return LoopWorld.pipeline("sums", p -> {
            Dataset<Integer> two = p.step("two").run(LoopPipelines::two);
            p.output(p.step("sum").reads(two).run(LoopPipelines::plusOne));
        });
    }

    /** One step, tried three times with ten seconds between, for a minute each at most. */
    static Pipeline<NoSettings> stubborn() {
        return LoopWorld.pipeline(
                "stubborn",
                p -> p.output(p.step("try")
                        .retry(Retry.times(2).backoff(Duration.ofSeconds(10), 1, Duration.ofSeconds(10)))
                        .timeout(Duration.ofMinutes(1))
                        .run(LoopPipelines::two)));
    }

    /** Steps that wait for nothing. */
    static Pipeline<NoSettings> fan(String name, int width) {
        return LoopWorld.pipeline(name, p -> {
            for (int i = 0; i < width; i++) {
                p.output(p.step("s" + i).run(LoopPipelines::two));
            }
        });
    }

    /** Steps that wait for one another. */
    static Pipeline<NoSettings> chain(String name, int length) {
        return LoopWorld.pipeline(name, p -> {
            Dataset<Integer> last = p.step("s0").run(LoopPipelines::two);
            for (int i = 1; i < length; i++) {
                last = p.step("s" + i).reads(last).run(LoopPipelines::plusOne);
            }
            p.output(last);
        });
    }

    /** Squares of a few numbers, each tried three times with ten seconds between, and their sum: 55. */
    static Pipeline<NoSettings> each() {
        return LoopWorld.pipeline("each", p -> {
            Dataset<List<Integer>> numbers = p.step("numbers").run(LoopPipelines::numbers);
            Dataset<List<Integer>> squares = p.step("square")
                    .forEach(numbers)
                    .retry(Retry.times(2).backoff(Duration.ofSeconds(10), 1, Duration.ofSeconds(10)))
                    .run(LoopPipelines::square);
            p.output(p.step("all").reads(squares).run(LoopPipelines::sum));
        });
    }

    /** Squares of the numbers of a month, of which other months have some too and one has one twice: 14, 22 or 10. */
    static Pipeline<NoSettings> sharing() {
        return LoopWorld.pipeline("sharing", p -> {
            p.partitionedBy(TimeWindows.monthly("2011-01"));
            Dataset<List<Integer>> numbers = p.step("some").run(LoopPipelines::someNumbers);
            Dataset<List<Integer>> squares = p.step("each")
                    .forEach(numbers)
                    .retry(Retry.times(2).backoff(Duration.ofSeconds(10), 1, Duration.ofSeconds(10)))
                    .run(LoopPipelines::square);
            p.output(p.step("total").reads(squares).run(LoopPipelines::sum));
        });
    }

    /** One of two branches, by whether the month is even; then what it made, plus one: 2 or 3. */
    static Pipeline<NoSettings> either() {
        return LoopWorld.pipeline("either", p -> {
            p.partitionedBy(TimeWindows.monthly("2011-01"));
            Dataset<Boolean> even = p.step("even").run(LoopPipelines::evenMonth);
            Dataset<Integer> one = p.step("one").onlyIf(even).run(LoopPipelines::one);
            Dataset<Integer> two = p.step("two").unless(even).run(LoopPipelines::two);
            p.output(p.step("end").reads(p.firstOf("first", one, two)).run(LoopPipelines::plusOne));
        });
    }

    /** Goes on from its own result for the month before, and comes to the number of the month. */
    static Pipeline<NoSettings> growing() {
        return LoopWorld.pipeline("growing", p -> {
            p.partitionedBy(TimeWindows.monthly("2011-01"));
            Dataset<Integer> one = p.step("one").run(LoopPipelines::one);
            p.output(p.step("grow").warmStart(Integer.class).reads(one).run(LoopPipelines::grow));
        });
    }

    /** Publishes counts of letters per month. */
    static Pipeline<NoSettings> counting() {
        return LoopWorld.pipeline("counting", p -> {
            p.partitionedBy(TimeWindows.monthly("2011-01"));
            Source<DataFile> raw = p.source("raw", Files.matching("m-{partition}.txt"));
            p.output(p.step("count").reads(raw).writes(COUNTS).run(LoopPipelines::letters));
        });
    }

    /** Reads the published counts. */
    static Pipeline<NoSettings> reading() {
        return LoopWorld.pipeline("reading", p -> {
            p.partitionedBy(TimeWindows.monthly("2011-01"));
            p.output(p.step("read").reads(p.dataset(COUNTS)).run(LoopPipelines::plusOne));
        });
    }

    /** Two steps one after the other, both of which read the source. */
    static Pipeline<NoSettings> twice() {
        return LoopWorld.pipeline("twice", p -> {
            p.partitionedBy(TimeWindows.monthly("2011-01"));
            Source<DataFile> raw = p.source("raw", Files.matching("m-{partition}.txt"));
            Dataset<Integer> first = p.step("first").reads(raw).run(LoopPipelines::letters);
            p.output(p.step("second").reads(raw).after(first).run(LoopPipelines::letters));
        });
    }

    static Pipeline<NoSettings> expiring() {
        return LoopWorld.pipeline(
                "expiring",
                p -> p.output(p.step("two")
                        .cache(CachePolicy.expiresAfter(Duration.ofHours(1)))
                        .run(LoopPipelines::two)));
    }

    /** A model is the number of letters of its month; more is better. */
    static Pipeline<NoSettings> gated() {
        return LoopWorld.pipeline("gated", p -> defineGated(p, evaluate -> evaluate));
    }

    /** The same, with a unit of a pool for each evaluation. */
    static Pipeline<NoSettings> gatedOn(String pool) {
        return LoopWorld.pipeline("gated", p -> defineGated(p, evaluate -> evaluate.pool(pool, 1)));
    }

    private static void defineGated(PipelineBuilder<NoSettings> p, UnaryOperator<StepBuilder<NoSettings>> evaluation) {
        p.partitionedBy(TimeWindows.monthly("2011-01"));
        Source<DataFile> raw = p.source("raw", Files.matching("m-{partition}.txt"));
        Dataset<Integer> model = p.step("train").reads(raw).run(LoopPipelines::letters);
        Dataset<Metrics> metrics =
                evaluation.apply(p.step("evaluate")).reads(model, raw).run(LoopPipelines::score);
        Dataset<Metrics> naive = p.step("naive").reads(raw).run(LoopPipelines::naive);
        p.gate("better")
                .on(metrics, "score")
                .higherIsBetter()
                .against(champion("letters"), baseline(naive))
                .promotes(model);
    }

    static List<Integer> numbers() {
        return List.of(1, 2, 3, 4, 5);
    }

    static List<Integer> someNumbers(StepContext<NoSettings> context) {
        return switch (context.partition().value()) {
            case "2011-01" -> List.of(1, 2, 3);
            case "2011-02" -> List.of(2, 3, 3);
            default -> List.of(3, 1);
        };
    }

    static Integer square(Integer n) {
        return n * n;
    }

    static Integer sum(List<Integer> all) {
        return all.stream().mapToInt(Integer::intValue).sum();
    }

    static boolean evenMonth(StepContext<NoSettings> context) {
        return Integer.parseInt(context.partition().value().substring(5)) % 2 == 0;
    }

    static Integer grow(Optional<Integer> before, Integer one) {
        return before.orElse(0) + one;
    }

    static Integer one() {
        return 1;
    }

    static Integer two() {
        return 2;
    }

    static Integer plusOne(Integer n) {
        return n + 1;
    }

    static Integer letters(DataFile file) throws IOException {
        return java.nio.file.Files.readString(file.content()).length();
    }

    static Metrics score(Integer model, DataFile file) {
        return Metrics.of("score", model);
    }

    static Metrics naive(DataFile file) {
        return Metrics.of("score", 0);
    }
}
