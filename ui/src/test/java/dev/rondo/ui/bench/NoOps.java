package dev.rondo.ui.bench;

import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.step.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Pipelines whose steps do next to nothing, so that what is measured is the engine. */
final class NoOps {
    private NoOps() {}

    /** Each step reads what the one before it wrote. */
    private static Pipeline<Pipeline.NoSettings> chain(String name, int steps) {
        return pipeline(name, p -> {
            Dataset<Integer> last = p.step("s-0").run(NoOps::zero);
            for (int i = 1; i < steps; i++) {
                last = p.step("s-" + i).reads(last).run(NoOps::next);
            }
            p.output(last);
        });
    }

    /** As many runs to be had before one that is measured, while the compiler takes more of the cores than the engine. */
    static List<String> warmUps(int count) {
        return IntStream.range(0, count).mapToObj(i -> "warm-up-" + i).toList();
    }

    /** Those that are measured. */
    static List<String> measured(int count) {
        return IntStream.range(0, count).mapToObj(i -> "measured-" + i).toList();
    }

    /** Chains to warm up with, and those to be measured. */
    static Pipeline<?>[] chains(int before, int count, int steps) {
        return both(before, name -> chain(name, 1000), count, name -> chain(name, steps));
    }

    /** Fans likewise. */
    static Pipeline<?>[] fans(int before, int count, int steps) {
        return both(before, name -> fan(name, 10_000), count, name -> fan(name, steps));
    }

    /** Items likewise; {@link #items} tells how many. */
    static Pipeline<?>[] eaches(int before, int count) {
        return both(before, NoOps::each, count, NoOps::each);
    }

    private static Pipeline<?>[] both(
            int before, Function<String, Pipeline<?>> warmUp, int count, Function<String, Pipeline<?>> one) {
        return Stream.concat(
                        warmUps(before).stream().map(warmUp),
                        measured(count).stream().map(one))
                .toArray(Pipeline<?>[]::new);
    }

    /** One step, then many that read it and do not depend on one another, then one that waits for all. */
    private static Pipeline<Pipeline.NoSettings> fan(String name, int steps) {
        return pipeline(name, p -> {
            Dataset<Integer> root = p.step("root").run(NoOps::zero);
            List<Dataset<?>> all = new ArrayList<>();
            for (int i = 0; i < steps; i++) {
                Dataset<Long> one = p.step("s-" + i).reads(root).run(NoOps::own);
                p.output(one);
                all.add(one);
            }
            p.output(p.step("join").after(all.toArray(Dataset<?>[]::new)).run(NoOps::zero));
        });
    }

    /** One step that makes a list, one that fans out over it, and one that takes the joined result. */
    static Pipeline<Pipeline.NoSettings> each(String name) {
        return pipeline(name, p -> {
            Dataset<List<Integer>> list = p.step("list").run(NoOps::numbers);
            Dataset<List<Long>> results = p.step("item").forEach(list).run(NoOps::own);
            p.output(p.step("join").after(results).run(NoOps::zero));
        });
    }

    /** How many numbers {@link #numbers} makes: a step's function is a method of a class, so it cannot hold it. */
    static volatile int items;

    static List<Integer> numbers() {
        return IntStream.range(0, items).boxed().toList();
    }

    /** The smallest pipeline there is. */
    static Pipeline<Pipeline.NoSettings> single() {
        return pipeline("single", p -> p.output(p.step("only").run(NoOps::zero)));
    }

    /** Its step says that it has begun, and goes on until it is stopped. */
    static Pipeline<Pipeline.NoSettings> endless() {
        return pipeline("endless", p -> p.output(p.step("forever").run(NoOps::forever)));
    }

    /** Counted down by every step of {@link #endless} that begins. */
    static volatile CountDownLatch begun = new CountDownLatch(1);

    static int forever(StepContext<Pipeline.NoSettings> context) throws InterruptedException {
        begun.countDown();
        new CountDownLatch(1).await();
        return context.attempt();
    }

    static int zero() {
        return 0;
    }

    static int next(int before) {
        return before + 1;
    }

    /** Another value for every step, so that no two outputs have the same content. */
    static long own(StepContext<Pipeline.NoSettings> context, int before) {
        return context.seed() + before;
    }

    private static Pipeline<Pipeline.NoSettings> pipeline(
            String name, Consumer<PipelineBuilder<Pipeline.NoSettings>> define) {
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
