package dev.rondo.check;

import dev.rondo.definition.EngineWork.Approval;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.TriggerDefinition;
import java.time.Duration;
import java.util.List;

/** Durations that make no sense. */
final class Limits implements Check {
    /** A hundred years; added to any date that matters it is a date again, and its nanoseconds are a long. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    @Override
    public void look(Scope scope, List<Problem> problems) {
        scope.pipelines().forEach(pipeline -> {
            String name = pipeline.name().value();
            pipeline.atMostEvery().ifPresent(limit -> positive(name, "atMostEvery", limit, problems));
            pipeline.runs().timeout().ifPresent(limit -> positive(name, "runTimeout", limit, problems));
            pipeline.sources()
                    .forEach(s -> positive(name + "/" + s.dataset(), "checkedEvery", s.pollEvery(), problems));
            pipeline.steps().forEach(step -> step(name + "/" + step.name(), step, problems));
            settled(pipeline, problems);
        });
    }

    private static void step(String place, StepDefinition step, List<Problem> problems) {
        step.timeout().ifPresent(limit -> positive(place, "timeout", limit, problems));
        step.queueTimeout().ifPresent(limit -> positive(place, "queueTimeout", limit, problems));
        step.mode().cleanUp().ifPresent(grace -> notTooLong(place, "The grace time of always", grace, problems));
        step.mode()
                .work()
                .filter(Approval.class::isInstance)
                .flatMap(work -> ((Approval) work).within())
                .ifPresent(limit -> notTooLong(place, "within", limit, problems));
        step.cache().expiresAfter().ifPresent(age -> notTooLong(place, "expiresAfter", age, problems));
        notTooLong(place, "The first delay of its retry", step.retry().firstDelay(), problems);
        notTooLong(place, "The longest delay of its retry", step.retry().maxDelay(), problems);
        if (step.retry().maxDelay().compareTo(step.retry().firstDelay()) < 0) {
            problems.add(Problem.error(
                    "retry-delay",
                    place,
                    "Its retry waits " + step.retry().firstDelay() + " at first, but never longer than "
                            + step.retry().maxDelay() + ".",
                    "Make the longest delay at least as long as the first."));
        }
    }

    private static void settled(PipelineDefinition pipeline, List<Problem> problems) {
        for (TriggerDefinition trigger : pipeline.triggers()) {
            if (trigger instanceof TriggerDefinition.OnData data
                    && data.settledFor().isNegative()) {
                problems.add(Problem.error(
                        "negative-duration",
                        pipeline.name() + "/" + data.id(),
                        "settledFor is a time to wait; got " + data.settledFor() + ".",
                        "Give zero or more."));
            }
            if (trigger instanceof TriggerDefinition.OnData data) {
                notTooLong(pipeline.name() + "/" + data.id(), "settledFor", data.settledFor(), problems);
            }
        }
    }

    private static void positive(String place, String what, Duration limit, List<Problem> problems) {
        if (limit.isNegative() || limit.isZero()) {
            problems.add(Problem.error(
                    "not-positive",
                    place,
                    what + " is longer than zero; got " + limit + ".",
                    "Give a positive duration."));
        }
        notTooLong(place, what, limit, problems);
    }

    /** Far beyond it the time at which something is due cannot be written down any more. */
    private static void notTooLong(String place, String what, Duration limit, List<Problem> problems) {
        if (limit.compareTo(LONGEST) > 0) {
            problems.add(Problem.error(
                    "duration-too-long",
                    place,
                    what + " is " + limit + ", and the longest that counts is " + LONGEST.toDays() + " days.",
                    "Give a shorter duration, or say nothing where there is to be no limit."));
        }
    }
}
