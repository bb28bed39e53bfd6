package dev.rondo.pipeline;

import dev.rondo.check.Checks;
import dev.rondo.check.Scope;
import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.Problem.Severity;
import dev.rondo.graph.Datasets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles many pipelines; one that is broken takes along only those that read from it. */
final class CompileCatalog {
    static final String UPSTREAM_BROKEN = "upstream-broken";

    private final List<Draft> drafts;
    private final Map<String, List<Problem>> broken = new LinkedHashMap<>();

    private CompileCatalog(List<Draft> drafts) {
        this.drafts = drafts;
    }

    static Catalog.Outcome of(Collection<? extends Pipeline<?>> pipelines) {
        List<Draft> drafts = pipelines.stream()
                .map(DefinePipeline::draft)
                .sorted(Comparator.comparing(Draft::place))
                .toList();
        return new CompileCatalog(drafts).outcome();
    }

    private Catalog.Outcome outcome() {
        for (Draft draft : drafts) {
            if (!draft.complete() || Pipelines.hasError(draft.problems())) {
                blame(draft.place(), Pipelines.relevant(draft.problems(), draft.complete()));
            }
        }
        List<Problem> warnings = new ArrayList<>();
        drafts.forEach(d -> d.problems().stream()
                .filter(p -> p.severity() == Severity.WARNING)
                .forEach(warnings::add));
        Scope scope = Scope.together(
                drafts.stream().filter(Draft::complete).map(Draft::subject).toList());
        for (Problem problem : Checks.check(scope)) {
            if (problem.severity() == Severity.ERROR) {
                blame(pipelineOf(problem), List.of(problem));
            } else {
                warnings.add(problem);
            }
        }
        drafts.forEach(draft -> {
            List<Problem> failed = draft.factsThatFail(scope);
            if (!failed.isEmpty()) {
                blame(draft.place(), failed);
            }
        });
        blameReaders();
        return new Catalog.Outcome(catalog(warnings), Collections.unmodifiableMap(broken));
    }

    /** A pipeline that reads what a broken one writes cannot be used either, and so on. */
    private void blameReaders() {
        Datasets datasets = Datasets.of(drafts.stream().map(Draft::definition).toList());
        boolean again = !broken.isEmpty();
        while (again) {
            again = false;
            for (Draft draft : drafts) {
                if (!broken.containsKey(draft.place())) {
                    List<Problem> caused = readsFromBroken(draft.definition(), datasets);
                    caused.forEach(problem -> blame(draft.place(), List.of(problem)));
                    again |= !caused.isEmpty();
                }
            }
        }
    }

    private List<Problem> readsFromBroken(PipelineDefinition pipeline, Datasets datasets) {
        List<Problem> caused = new ArrayList<>();
        pipeline.steps()
                .forEach(step -> step.inputs().stream()
                        .flatMap(input -> writer(input, datasets).stream())
                        .filter(dataset -> broken.containsKey(dataset.pipeline().value()))
                        .forEach(dataset -> caused.add(Problem.error(
                                UPSTREAM_BROKEN,
                                pipeline.name() + "/" + step.name(),
                                "It reads " + dataset.name() + ", which pipeline " + dataset.pipeline()
                                        + " writes, and that pipeline has mistakes.",
                                "Correct pipeline " + dataset.pipeline() + "."))));
        return caused;
    }

    private static Optional<DatasetDefinition> writer(InputDefinition input, Datasets datasets) {
        return input instanceof InputDefinition.OfDataset data ? datasets.find(data.dataset()) : Optional.empty();
    }

    private Catalog catalog(List<Problem> warnings) {
        List<Draft> good =
                drafts.stream().filter(d -> !broken.containsKey(d.place())).toList();
        List<PipelineDefinition> definitions =
                good.stream().map(Draft::definition).toList();
        Scope scope = Scope.together(good.stream().map(Draft::subject).toList());
        return new Catalog(
                definitions,
                scope.graph(),
                warnings.stream()
                        .filter(w -> !broken.containsKey(pipelineOf(w)))
                        .distinct()
                        .toList());
    }

    private static String pipelineOf(Problem problem) {
        int slash = problem.place().indexOf('/');
        return slash < 0 ? problem.place() : problem.place().substring(0, slash);
    }

    private void blame(String pipeline, List<Problem> problems) {
        List<Problem> known = broken.computeIfAbsent(pipeline, p -> new ArrayList<>());
        problems.stream().filter(p -> !known.contains(p)).forEach(known::add);
    }
}
