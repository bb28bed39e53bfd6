package dev.rondo.ui.fault;

/** Pipelines with steps that do what no step should. */
final class HostileSteps {
    /** Exhausts the heap; keeps what it takes as long as it can. */
    static final String HUNGRY = """
            package user;

            import dev.rondo.pipeline.*;
            import dev.rondo.step.*;
            import java.util.ArrayList;
            import java.util.List;

            public final class Hungry implements Pipeline<Pipeline.NoSettings> {
                public void define(PipelineBuilder<NoSettings> p) {
                    p.output(p.step("eat").cache(CachePolicy.never()).retry(Retry.none()).run(Hungry::eat));
                }

                static int eat() {
                    List<byte[]> kept = new ArrayList<>();
                    while (true) {
                        kept.add(new byte[1 << 20]);
                    }
                }
            }
            """;

    /** Never ends, and ignores that it is asked to. */
    static final String SPINNING = """
            package user;

            import dev.rondo.pipeline.*;
            import dev.rondo.step.*;

            public final class Spinning implements Pipeline<Pipeline.NoSettings> {
                static volatile int turns;

                public void define(PipelineBuilder<NoSettings> p) {
                    p.output(p.step("spin").cache(CachePolicy.never()).run(Spinning::spin));
                }

                static int spin() {
                    while (turns >= 0) {
                        turns = (turns + 1) & 0xffff;
                        if ((turns & 0xff) == 0) {
                            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                            Thread.interrupted();
                        }
                    }
                    return turns;
                }
            }
            """;

    /** Says the same gigabyte of lines to its log. */
    static final String CHATTY = """
            package user;

            import dev.rondo.pipeline.*;
            import dev.rondo.step.*;

            public final class Chatty implements Pipeline<Pipeline.NoSettings> {
                public void define(PipelineBuilder<NoSettings> p) {
                    p.output(p.step("chat").cache(CachePolicy.never()).run(Chatty::chat));
                }

                static int chat(StepContext<NoSettings> context) {
                    String line = "bla ".repeat(25_000);
                    for (int i = 0; i < 20_000; i++) {
                        context.log(line);
                    }
                    return 1;
                }
            }
            """;

    /** Writes a file of its own for what it makes, and reads it. */
    static final String BULKY = """
            package user;

            import dev.rondo.pipeline.*;

            public final class Bulky implements Pipeline<Pipeline.NoSettings> {
                public void define(PipelineBuilder<NoSettings> p) {
                    Dataset<String> made = p.step("make").run(Bulky::make);
                    p.output(p.step("read").reads(made).run(Bulky::read));
                }

                static String make() {
                    return "bulk ".repeat(100_000);
                }

                static String read(String made) {
                    return made.substring(5);
                }
            }
            """;

    private HostileSteps() {}
}
