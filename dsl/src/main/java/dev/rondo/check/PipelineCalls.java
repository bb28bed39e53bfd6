package dev.rondo.check;

import dev.rondo.definition.EngineWork.RunPipeline;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Steps that run pipelines: which must be there, make what is expected of them, and not lead back to themselves. */
final class PipelineCalls implements Check {

    private record Call(PipelineName from, StepDefinition step, RunPipeline to) {
        String place() {
            return from + "/" + step.name();
        }
    }

    @Override
    public void look(Scope scope, List<Problem> problems) {
        Map<PipelineName, PipelineDefinition> known = new HashMap<>();
        scope.pipelines().forEach(p -> known.put(p.name(), p));
        Map<PipelineName, List<Call>> calls = new HashMap<>();
        scope.pipelines().forEach(p -> calls.put(p.name(), calls(p)));
        for (List<Call> ofOne : calls.values()) {
            for (Call call : ofOne) {
                Optional<PipelineDefinition> called =
                        Optional.ofNullable(known.get(call.to().pipeline()));
                if (called.isEmpty() && !scope.alone()) {
                    problems.add(unknown(call));
                }
                called.filter(p -> !makes(p, call)).ifPresent(p -> problems.add(makesNot(call)));
                way(calls, call)
                        .filter(PipelineCalls::beginsWithTheFirst)
                        .ifPresent(way -> problems.add(recursion(call, way)));
            }
        }
    }

    private static List<Call> calls(PipelineDefinition pipeline) {
        return pipeline.steps().stream()
                .flatMap(step -> step.mode().work().stream()
                        .filter(RunPipeline.class::isInstance)
                        .map(work -> new Call(pipeline.name(), step, (RunPipeline) work)))
                .toList();
    }

    private static boolean makes(PipelineDefinition pipeline, Call call) {
        return pipeline.steps().stream()
                .flatMap(step -> step.outputs().stream())
                .anyMatch(out -> out.dataset().equals(call.to().result()));
    }

    /** How a call leads back to the pipeline that it is made in; empty when it does not. */
    private static Optional<List<PipelineName>> way(Map<PipelineName, List<Call>> calls, Call first) {
        Map<PipelineName, List<PipelineName>> ways = new HashMap<>();
        ways.put(first.to().pipeline(), List.of(first.from(), first.to().pipeline()));
        List<PipelineName> open = new ArrayList<>(List.of(first.to().pipeline()));
        while (!open.isEmpty()) {
            PipelineName at = open.remove(0);
            List<PipelineName> here = ways.getOrDefault(at, List.of());
            if (at.equals(first.from())) {
                return Optional.of(here);
            }
            for (Call next : calls.getOrDefault(at, List.of())) {
                List<PipelineName> longer = new ArrayList<>(here);
                longer.add(next.to().pipeline());
                if (ways.putIfAbsent(next.to().pipeline(), List.copyOf(longer)) == null) {
                    open.add(next.to().pipeline());
                }
            }
        }
        return Optional.empty();
    }

    /** A circle is found from each of its pipelines, and told once. */
    private static boolean beginsWithTheFirst(List<PipelineName> way) {
        return way.stream().allMatch(name -> way.get(0).value().compareTo(name.value()) <= 0);
    }

    private static Problem unknown(Call call) {
        return Problem.error(
                "unknown-pipeline",
                call.place(),
                "It runs pipeline " + call.to().pipeline() + ", which is not here.",
                "Deploy that pipeline together with this one, or correct the name.");
    }

    private static Problem makesNot(Call call) {
        return Problem.error(
                "call-without-result",
                call.place(),
                "It hands on " + call.to().result() + ", which pipeline "
                        + call.to().pipeline() + " does not make.",
                "Name a dataset that a step of that pipeline writes.");
    }

    private static Problem recursion(Call call, List<PipelineName> way) {
        return Problem.error(
                "pipeline-recursion",
                call.place(),
                "Its pipeline runs itself, "
                        + way.stream().map(Object::toString).collect(Collectors.joining(" -> "))
                        + ", so its runs would never end.",
                "Remove one of these steps; a trigger may start a pipeline after another.");
    }
}
