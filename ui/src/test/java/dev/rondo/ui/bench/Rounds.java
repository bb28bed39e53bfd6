package dev.rondo.ui.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The same work over and over, each time between two looks at what the database can do: a machine that others share is not
 * equally fast at all times, and what is compared must be of the same moment.
 */
record Rounds(List<Round> all) {
    /**
     * @param seconds that the work took, until its end was heard of
     * @param answered seconds until its start was answered
     * @param limit what the database did in a second, the mean of just before and just after
     * @param coreMicros time on cores of this process
     * @param engineMicros time on a core of the engine's thread
     */
    record Round(double seconds, double answered, double limit, double coreMicros, double engineMicros, long commits) {}

    interface Limit {
        double perSecond() throws IOException;
    }

    /** With nothing to compare it with. */
    static Rounds of(BenchEngine bench, List<String> pipelines) throws IOException {
        return of(bench, pipelines, () -> 0);
    }

    static Rounds of(BenchEngine bench, List<String> pipelines, Limit limit) throws IOException {
        List<Round> rounds = new ArrayList<>();
        double before = limit.perSecond();
        for (String pipeline : pipelines) {
            long commits = bench.engine.commits();
            CpuTime cpu = CpuTime.now();
            BenchEngine.Took took = bench.run(pipeline);
            double core = cpu.microsOfProcess();
            double engine = cpu.microsOfEngine();
            long committed = bench.engine.commits() - commits;
            double after = limit.perSecond();
            rounds.add(new Round(took.ended(), took.answered(), (before + after) / 2, core, engine, committed));
            before = after;
        }
        return new Rounds(rounds);
    }

    /** The one in the middle. */
    double median(ToDoubleFunction<Round> what) {
        double[] sorted = all.stream().mapToDouble(what).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** The one in the middle, the least and the most. */
    String spread(String format, ToDoubleFunction<Round> what) {
        double least = all.stream().mapToDouble(what).min().orElseThrow();
        double most = all.stream().mapToDouble(what).max().orElseThrow();
        return String.format(Locale.ROOT, format + " (" + format + " to " + format + ")", median(what), least, most);
    }
}
