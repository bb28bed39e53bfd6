package dev.rondo.graph;

import com.sun.management.OperatingSystemMXBean;
import dev.rondo.pipeline.CompiledPipeline;
import dev.rondo.pipeline.Pipelines;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Measures compiling (building, validating and ordering the graph) and the closure. See docs/benchmarks.md.
 *
 * <p>Arguments: the numbers of steps to measure, unless the usual ones are wanted.
 */
public final class GraphBenchmark {
    private static final long SEED = 20260101L;
    private static final int BATCH_MILLIS = 600;

    private GraphBenchmark() {}

    public static void main(String[] args) {
        int[] sizes = args.length == 0
                ? new int[] {1_000, 2_000, 10_000, 20_000, 50_000, 100_000}
                : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        warmUp();
        System.out.printf(
                "seed %d, java %s, %d processors%n",
                SEED, Runtime.version(), Runtime.getRuntime().availableProcessors());
        System.out.println(
                "| graph | steps | edges | compile ms | arrays ms | graph MB | arrays MB | closure ms | closure MB |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (Shape shape : List.of(
                new Shape("chain", Edges::chain),
                new Shape("layered", Edges::layered),
                new Shape("random", Edges::random))) {
            for (int size : sizes) {
                measure(shape, size);
            }
        }
        System.out.println();
        System.out.println("| steps in one pipeline | edges | Pipelines.compile ms | graph with names ms | MB |");
        System.out.println("|---:|---:|---:|---:|---:|");
        for (int size : sizes) {
            if (size <= 100_000) {
                measurePipeline(size);
            }
        }
    }

    /** Enough of everything that the first line of the table is measured on compiled code, as the others are. */
    private static void warmUp() {
        for (int i = 0; i < 100; i++) {
            Edges edges = Edges.random(2_000, new Random(i));
            Closure.of(edges.graph(), i % 2 * 10_000).reaches(0, 1);
            PlainArrays.of(edges);
            Pipelines.compile(new LayeredPipeline(2_000));
        }
    }

    /** The same with names, through the DSL: what defining, compiling and checking a pipeline takes in all. */
    private static void measurePipeline(int size) {
        var pipeline = new LayeredPipeline(size);
        Timed<CompiledPipeline> whole = timed(() -> Pipelines.compile(pipeline));
        var definition = whole.result.definition();
        Timed<PipelineGraph> graph = timed(() -> PipelineGraph.of(List.of(definition)));
        System.out.printf(
                Locale.ROOT,
                "| %,d | %,d | %.1f | %.1f | %.1f |%n",
                size,
                graph.result.edges().size(),
                whole.millis,
                graph.millis,
                graph.megabytes);
    }

    private record Shape(String name, BiFunction<Integer, Random, Edges> make) {}

    private static void measure(Shape shape, int size) {
        Edges edges = shape.make().apply(size, new Random(SEED));
        Timed<Digraph> compile = timed(() -> {
            Digraph graph = edges.graph();
            graph.order();
            return graph;
        });
        Timed<PlainArrays> arrays = timed(() -> PlainArrays.of(edges));
        boolean withClosure = size <= 100_000;
        Timed<Closure> closure = withClosure ? timed(() -> Closure.of(compile.result)) : new Timed<>(null, 0, 0);
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %,d | %.2f | %.2f | %.1f | %.1f | %s | %s |%n",
                shape.name(),
                size,
                edges.from().length,
                compile.millis,
                arrays.millis,
                compile.megabytes,
                arrays.megabytes,
                withClosure ? String.format(Locale.ROOT, "%.2f", closure.millis) : "-",
                withClosure ? String.format(Locale.ROOT, "%.1f", closure.megabytes) : "-");
    }

    private record Timed<T>(T result, double millis, double megabytes) {}

    /** The least mean of three batches, once warm, and the heap that one result keeps. */
    private static <T> Timed<T> timed(Supplier<T> work) {
        long begin = System.nanoTime();
        work.get();
        double first = (System.nanoTime() - begin) / 1e6;
        int runs = (int) Math.max(2, Math.min(300, BATCH_MILLIS / Math.max(first, 0.1)));
        batch(work, runs);
        double least = Math.min(batch(work, runs), Math.min(batch(work, runs), batch(work, runs)));
        long before = usedHeap();
        T result = work.get();
        return new Timed<>(result, least, (usedHeap() - before) / 1e6);
    }

    private static double batch(Supplier<?> work, int runs) {
        long start = cpuNanos();
        for (int i = 0; i < runs; i++) {
            work.get();
        }
        return (cpuNanos() - start) / 1e6 / runs;
    }

    /** Time of this process on a core, collecting garbage included: other work on the machine does not count. */
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long usedHeap() {
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** The least that could be done: two integer arrays of successors and a topological order. */
    private record PlainArrays(int[] offsets, int[] targets, int[] order) {
        static PlainArrays of(Edges edges) {
            int n = edges.nodes();
            int[] offsets = new int[n + 1];
            int[] open = new int[n];
            for (int i = 0; i < edges.from().length; i++) {
                offsets[edges.from()[i] + 1]++;
                open[edges.to()[i]]++;
            }
            for (int node = 0; node < n; node++) {
                offsets[node + 1] += offsets[node];
            }
            int[] next = offsets.clone();
            int[] targets = new int[edges.from().length];
            for (int i = 0; i < edges.from().length; i++) {
                targets[next[edges.from()[i]]++] = edges.to()[i];
            }
            int[] order = new int[n];
            int tail = 0;
            for (int node = 0; node < n; node++) {
                if (open[node] == 0) {
                    order[tail++] = node;
                }
            }
            for (int head = 0; head < tail; head++) {
                for (int e = offsets[order[head]]; e < offsets[order[head] + 1]; e++) {
                    if (--open[targets[e]] == 0) {
                        order[tail++] = targets[e];
                    }
                }
            }
            return new PlainArrays(offsets, targets, order);
        }
    }
}
