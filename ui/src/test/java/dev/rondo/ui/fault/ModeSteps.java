package dev.rondo.ui.fault;

import java.util.List;

/**
 * Pipelines whose steps are more than one call. Their last steps compare what they read with what it must be, and fail
 * for good if it is not: a run that succeeds had complete and true inputs.
 */
final class ModeSteps {
    /** Fans out to {@value #ITEMS} items, some of which have no luck at the first try, and joins their results. */
    static final String EACH = """
            package user;

            import dev.rondo.pipeline.*;
            import dev.rondo.settings.*;
            import dev.rondo.step.*;
            import java.time.Duration;
            import java.util.List;
            import java.util.stream.IntStream;

            public final class Each implements Pipeline<Each.Settings> {
                public record Settings(@Default("0") int n) {}

                public void define(PipelineBuilder<Settings> p) {
                    Dataset<List<Integer>> numbers = p.step("numbers").run(Each::numbers);
                    Dataset<List<Integer>> squares = p.step("square")
                            .forEach(numbers)
                            .retry(Retry.times(2).backoff(Duration.ofMillis(30)))
                            .run(Each::square);
                    p.output(p.step("all").reads(numbers, squares).run(Each::all));
                }

                static List<Integer> numbers(StepContext<Settings> context) throws Exception {
                    Journal.begins(context);
                    int n = context.settings().n();
                    Journal.ends(context);
                    return IntStream.range(0, 10).map(i -> 10 * n + i).boxed().toList();
                }

                static int square(StepContext<Settings> context, int number) throws Exception {
                    Journal.begins(context);
                    if (number % 5 == 3 && context.attempt() == 1) {
                        throw new IllegalStateException("no luck at the first try");
                    }
                    Journal.ends(context);
                    return number * number;
                }

                static int all(StepContext<Settings> context, List<Integer> numbers, List<Integer> squares)
                        throws Exception {
                    Journal.begins(context);
                    if (!numbers.stream().map(i -> i * i).toList().equals(squares)) {
                        throw new IllegalStateException(squares + " are not the squares of " + numbers);
                    }
                    Journal.ends(context);
                    return squares.size();
                }
            }
            """;

    static final int ITEMS = 10;

    /** Takes one of two branches and goes on with what it made. */
    static final String EITHER = """
            package user;

            import dev.rondo.pipeline.*;
            import dev.rondo.settings.*;
            import dev.rondo.step.*;

            public final class Either implements Pipeline<Either.Settings> {
                public record Settings(@Default("0") int n) {}

                public void define(PipelineBuilder<Settings> p) {
                    Dataset<Boolean> even = p.step("even").run(Either::even);
                    Dataset<Integer> half = p.step("half").onlyIf(even).run(Either::half);
                    Dataset<Integer> twice = p.step("twice").unless(even).run(Either::twice);
                    p.output(p.step("end").reads(p.firstOf("either", half, twice)).run(Either::end));
                }

                static boolean even(StepContext<Settings> context) throws Exception {
                    Journal.begins(context);
                    Journal.ends(context);
                    return context.settings().n() % 2 == 0;
                }

                static int half(StepContext<Settings> context) throws Exception {
                    Journal.begins(context);
                    Journal.ends(context);
                    return context.settings().n() / 2;
                }

                static int twice(StepContext<Settings> context) throws Exception {
                    Journal.begins(context);
                    Journal.ends(context);
                    return context.settings().n() * 2;
                }

                static int end(StepContext<Settings> context, int either) throws Exception {
                    Journal.begins(context);
                    int n = context.settings().n();
                    if (either != (n % 2 == 0 ? n / 2 : 2 * n)) {
                        throw new IllegalStateException(either + " is not of the branch of " + n);
                    }
                    Journal.ends(context);
                    return either;
                }
            }
            """;

    /** Goes on from its own result for the month before: that of the first is 1, that of the second 2. */
    static final String GROWING = """
            package user;

            import dev.rondo.partition.TimeWindows;
            import dev.rondo.pipeline.*;
            import dev.rondo.settings.*;
            import dev.rondo.step.*;
            import java.util.Optional;

            public final class Growing implements Pipeline<Growing.Settings> {
                public record Settings(@Default("0") int n) {}

                public void define(PipelineBuilder<Settings> p) {
                    p.partitionedBy(TimeWindows.monthly("2011-01"));
                    Dataset<Integer> data = p.step("data").run(Growing::data);
                    p.output(p.step("grow").warmStart(Integer.class).reads(data).run(Growing::grow));
                }

                static int data(StepContext<Settings> context) throws Exception {
                    Journal.begins(context);
                    Journal.ends(context);
                    return context.settings().n();
                }

                static int grow(StepContext<Settings> context, Optional<Integer> before, int data) throws Exception {
                    Journal.begins(context);
                    int month = Integer.parseInt(context.partition().value().substring(5));
                    if (before.orElse(0) != month - 1) {
                        throw new IllegalStateException(before + " came before month " + month);
                    }
                    Journal.ends(context);
                    return month;
                }
            }
            """;

    /** The months that {@link #GROWING} is asked for. */
    static final List<String> MONTHS = List.of("2011-01", "2011-02", "2011-03", "2011-04", "2011-05", "2011-06");

    private ModeSteps() {}

    static String[] all() {
        return new String[] {EACH, EITHER, GROWING};
    }
}
