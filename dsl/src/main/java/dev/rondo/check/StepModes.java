package dev.rondo.check;

import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepDefinition;
import dev.rondo.partition.Selection;
import dev.rondo.partition.Whole;
import java.util.List;

/** Clean-up steps that data would flow to or from, or that fan out: they run whatever has become of the others. */
final class StepModes implements Check {

    @Override
    public void look(Scope scope, List<Problem> problems) {
        for (Read read : scope.reads()) {
            boolean own = read.dataset()
                    .filter(written -> written.pipeline().equals(read.pipeline().name()))
                    .isPresent();
            if (read.step().mode().cleanUp().isPresent()
                    && own
                    && inRun(read)
                    && !read.input().isFile()) {
                problems.add(readsRun(read));
            }
            writer(read)
                    .filter(step -> step.mode().cleanUp().isPresent())
                    .filter(step -> read.step().mode().cleanUp().isEmpty())
                    .ifPresent(step -> problems.add(readsCleanUp(read)));
        }
        scope.pipelines().forEach(pipeline -> pipeline.steps().forEach(step -> step(pipeline, step, problems)));
    }

    private static void step(PipelineDefinition pipeline, StepDefinition step, List<Problem> problems) {
        String place = pipeline.name() + "/" + step.name();
        step.mode()
                .cleanUp()
                .filter(grace -> grace.isNegative() || grace.isZero())
                .ifPresent(grace -> problems.add(Problem.error(
                        "not-positive",
                        place,
                        "always is longer than zero; got " + grace + ".",
                        "Give a positive duration.")));
        if (step.mode().ownPrevious() && pipeline.partitioning() instanceof Whole) {
            problems.add(Problem.error(
                    "warm-start-without-partitions",
                    place,
                    "It goes on from its own result in the partition before, but its pipeline has no partitions.",
                    "Say p.partitionedBy(...), or train from the beginning."));
        }
        if (step.mode().cleanUp().isPresent() && step.mode().forEach()) {
            problems.add(Problem.error(
                    "clean-up-fans-out",
                    place,
                    "It is a clean-up step and works on each element of a list, which may not have been made when it runs.",
                    "Clean up in one call, or remove always(...)."));
        }
    }

    private static boolean inRun(Read read) {
        return read.input().selection() instanceof Selection.Same
                || read.input().selection() instanceof Selection.Last;
    }

    private static java.util.Optional<StepDefinition> writer(Read read) {
        return read.pipeline().steps().stream()
                .filter(step -> step.outputs().stream()
                        .anyMatch(out -> out.dataset().equals(read.input().dataset())))
                .findFirst();
    }

    private static Problem readsRun(Read read) {
        return Problem.error(
                "clean-up-reads",
                read.place(),
                "It is a clean-up step and reads " + read.input().dataset()
                        + ", which is missing when the step that writes it has failed.",
                "Wait for that step with after(...) and find what is to be cleaned up from the context; or remove"
                        + " always(...).");
    }

    private static Problem readsCleanUp(Read read) {
        return Problem.error(
                "reads-clean-up",
                read.place(),
                "It " + (isCondition(read) ? "depends on" : "reads") + " "
                        + read.input().dataset()
                        + ", which a clean-up step writes, and that one runs when all others have ended.",
                "Let another step write what is needed here.");
    }

    private static boolean isCondition(Read read) {
        InputDefinition input = read.input();
        return read.step().mode().conditions().stream().anyMatch(c -> c.input().equals(input.name()));
    }
}
