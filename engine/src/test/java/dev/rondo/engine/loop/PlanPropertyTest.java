package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.code.ContextReads;
import dev.rondo.engine.code.StepCode;
import dev.rondo.engine.history.StepView;
import dev.rondo.engine.plan.Plan;
import dev.rondo.engine.plan.Verdict;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.TimeWindows;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Files;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.pipeline.Source;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.DataFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random pipelines, random changes: what a plan says is what happens when it is carried out at once. */
class PlanPropertyTest {
    private static final List<String> MONTHS = List.of("2011-01", "2011-02", "2011-03", "2011-04");

    @TempDir
    Path home;

    /** How a step is made: what it reads, and which version of its code there is. */
    private record Draft(String name, List<Integer> reads, boolean window, boolean never, int[] version) {}

    @ParameterizedTest(name = "seed {0}, every change shows: {1}")
    @CsvSource({"1,true", "2,true", "3,false", "4,false"})
    void executing_right_after_planning_runs_exactly_what_the_plan_says(long seed, boolean everyChangeShows)
            throws IOException {
        int rounds = Integer.getInteger("plan.rounds", 6);
        Random random = new Random(seed);
        List<Draft> drafts = drafts(random, everyChangeShows);
        int differences = everyChangeShows ? Integer.MAX_VALUE : 2;
        int depended = 0;
        int spared = 0;
        int contents = 0;
        try (LoopWorld world = new LoopWorld(home.resolve("seed" + seed), pipeline(drafts, differences))) {
            world.loop.recover();
            for (int round = 0; round < rounds; round++) {
                for (Draft draft : drafts) {
                    draft.version()[0] += random.nextInt(6) == 0 ? 1 : 0;
                }
                world.deployAs("code of round " + round, codes(drafts), pipeline(drafts, differences));
                for (String month : MONTHS) {
                    if (round == 0 || random.nextInt(4) == 0) {
                        world.arrive("random.raw", month, "content " + contents++);
                    }
                }
                int from = random.nextInt(MONTHS.size());
                List<String> months = MONTHS.subList(from, from + 1 + random.nextInt(MONTHS.size() - from));
                String[] refresh = everyChangeShows || random.nextInt(3) > 0
                        ? new String[0]
                        : new String[] {
                            drafts.get(random.nextInt(drafts.size())).name()
                        };
                Plan plan = world.plan("random", months, refresh);
                for (Plan.OfPartition partition : plan.partitions()) {
                    RunId run = world.start("random", partition.partition().value(), refresh);
                    world.finishAll();
                    for (Plan.Step step : partition.steps()) {
                        String what = "seed " + seed + " round " + round + " " + partition.partition() + " " + step;
                        boolean ran =
                                compare(what, step, world.step(run, step.step().value()));
                        if (step.verdict() == Verdict.DEPENDS) {
                            depended++;
                            spared += ran ? 0 : 1;
                            assertThat(ran || !everyChangeShows).as(what).isTrue();
                        }
                    }
                    world.cancel(run);
                }
            }
        }
        if (!everyChangeShows && rounds > 5) {
            assertThat(spared)
                    .as("steps of %d that depended and were spared", depended)
                    .isPositive();
        }
    }

    private static boolean compare(String what, Plan.Step step, StepView view) {
        boolean ran = !view.attempts().isEmpty();
        switch (step.verdict()) {
            case RUN -> assertThat(ran).as(what + " but " + view.cacheWhy()).isTrue();
            case HIT -> assertThat(ran).as(what + " but " + view.cacheWhy()).isFalse();
            case SKIP -> assertThat(view.state().name()).as(what).isEqualTo("SKIPPED");
            case WAIT -> assertThat(view.state().name()).as(what).isIn("BLOCKED", "WAITING");
            case FAIL -> assertThat(view.state().name()).as(what).isEqualTo("FAILED");
            case DEPENDS, DECIDE -> assertThat(view.state().name()).as(what).isEqualTo("SUCCEEDED");
        }
        return ran;
    }

    private static List<Draft> drafts(Random random, boolean everyChangeShows) {
        List<Draft> drafts = new ArrayList<>();
        int count = 4 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            List<Integer> reads = new ArrayList<>();
            for (int earlier = 0; earlier < i; earlier++) {
                if (random.nextInt(3) == 0 && reads.size() < 2) {
                    reads.add(earlier);
                }
            }
            boolean window = reads.size() == 1 && random.nextInt(3) == 0;
            boolean never = !everyChangeShows && random.nextInt(6) == 0;
            drafts.add(new Draft("s" + i, reads, window, never, new int[] {1}));
        }
        return drafts;
    }

    private static Map<StepName, StepCode> codes(List<Draft> drafts) {
        Map<StepName, StepCode> codes = new HashMap<>();
        for (Draft draft : drafts) {
            String text = draft.name() + " version " + draft.version()[0];
            codes.put(
                    StepName.of(draft.name()),
                    new StepCode(Digest.ofText(text), List.of(), text, ContextReads.everything(), List.of()));
        }
        return codes;
    }

    private static Pipeline<?> pipeline(List<Draft> drafts, int differences) {
        return LoopWorld.pipeline("random", p -> define(p, drafts, differences));
    }

    private static void define(PipelineBuilder<Pipeline.NoSettings> p, List<Draft> drafts, int differences) {
        p.partitionedBy(TimeWindows.monthly(MONTHS.get(0)));
        Source<DataFile> raw = p.source("raw", Files.matching("r-{partition}.txt"));
        List<Dataset<String>> made = new ArrayList<>();
        for (Draft draft : drafts) {
            int version = draft.version()[0];
            String name = draft.name();
            var step = p.step(name).cache(draft.never() ? CachePolicy.never() : CachePolicy.byContent());
            List<Dataset<String>> reads = draft.reads().stream().map(made::get).toList();
            if (reads.isEmpty()) {
                made.add(step.reads(raw)
                        .run(file ->
                                result(differences, name, version, java.nio.file.Files.readString(file.content()))));
            } else if (draft.window()) {
                made.add(step.reads(reads.get(0).last(2)).run(all -> result(differences, name, version, all)));
            } else if (reads.size() == 1) {
                made.add(step.reads(reads.get(0)).run(one -> result(differences, name, version, one)));
            } else {
                made.add(step.reads(reads.get(0), reads.get(1))
                        .run((one, other) -> result(differences, name, version, one, other)));
            }
            p.output(made.get(made.size() - 1));
        }
    }

    private static String result(int differences, Object... of) {
        return differences == Integer.MAX_VALUE
                ? Digest.ofText(List.of(of).toString()).shortHex()
                : Integer.toString(Math.floorMod(Objects.hash(of), differences));
    }
}
