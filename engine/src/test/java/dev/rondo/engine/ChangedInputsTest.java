package dev.rondo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.history.StepView;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.StoreSettings;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.step.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a hundredth of the inputs of a pipeline of many steps changes, those behind them run, and no others. */
class ChangedInputsTest {
    private static final int FILES = 200;
    private static final int STEPS = 300;
    private static final int CHANGED = FILES / 100;

    @TempDir
    Path home;

    /** A step for each file, then steps that read up to three of all before them. What a step makes tells all it has read. */
    private static final class Mixed implements Pipeline<Pipeline.NoSettings> {
        private final List<List<Integer>> reads;

        Mixed(List<List<Integer>> reads) {
            this.reads = reads;
        }

        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            List<Dataset<String>> all = new ArrayList<>();
            for (int i = 0; i < FILES; i++) {
                var file = p.source("f-" + i, dev.rondo.pipeline.Files.matching("f-" + i + ".txt"));
                all.add(p.step("s-" + i).reads(file).run(Mixed::content));
            }
            for (List<Integer> from : reads) {
                var step = p.step("s-" + all.size());
                Dataset<String> first = all.get(from.get(0));
                all.add(
                        switch (from.size()) {
                            case 1 -> step.reads(first).run(Mixed::one);
                            case 2 -> step.reads(first, all.get(from.get(1))).run(Mixed::two);
                            default ->
                                step.reads(first, all.get(from.get(1)), all.get(from.get(2)))
                                        .run(Mixed::three);
                        });
            }
            all.forEach(p::output);
        }

        static String content(DataFile file) throws IOException {
            return Files.readString(file.content());
        }

        static String one(String a) {
            return three(a, "", "");
        }

        static String two(String a, String b) {
            return three(a, b, "");
        }

        static String three(String a, String b, String c) {
            return Digest.ofText(a + "," + b + "," + c).hex();
        }
    }

    @Test
    void exactly_the_steps_behind_the_changed_hundredth_of_the_inputs_run() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<List<Integer>> reads = IntStream.range(FILES, FILES + STEPS)
                .mapToObj(step -> random.ints(1 + random.nextInt(3), 0, step)
                        .distinct()
                        .boxed()
                        .toList())
                .toList();
        for (int i = 0; i < FILES; i++) {
            write(i, "first " + i);
        }
        try (Engine engine = EngineWorld.open(home, StoreSettings.inHome(home), new Mixed(reads))) {
            assertThat(ran(engine)).as("seed %d", seed).hasSize(FILES + STEPS);
            assertThat(ran(engine)).as("nothing has changed, seed %d", seed).isEmpty();
            Set<Integer> changed = new HashSet<>();
            while (changed.size() < CHANGED) {
                changed.add(random.nextInt(FILES));
            }
            for (int file : changed) {
                write(file, "second " + file);
            }
            assertThat(ran(engine)).as("seed %d", seed).isEqualTo(behind(changed, reads));
        }
    }

    private void write(int file, String content) throws IOException {
        Path data = Files.createDirectories(home.resolve("data"));
        Path part = Files.writeString(data.resolve(".part"), content);
        Files.move(part, data.resolve("f-" + file + ".txt"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The steps that a new run computes; all others come from the cache. */
    private static Set<String> ran(Engine engine) {
        var run = EngineWorld.run(engine, "mixed");
        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        List<StepView> steps = engine.history().steps(run.id());
        assertThat(steps).hasSize(FILES + STEPS);
        return steps.stream()
                .filter(step -> !step.cache().equals("HIT"))
                .map(step -> step.step().value())
                .collect(Collectors.toSet());
    }

    private static Set<String> behind(Set<Integer> changed, List<List<Integer>> reads) {
        Set<Integer> all = new HashSet<>(changed);
        for (int i = 0; i < reads.size(); i++) {
            if (reads.get(i).stream().anyMatch(all::contains)) {
                all.add(FILES + i);
            }
        }
        return all.stream().map(step -> "s-" + step).collect(Collectors.toSet());
    }
}
