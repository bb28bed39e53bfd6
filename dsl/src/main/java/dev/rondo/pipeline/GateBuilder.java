package dev.rondo.pipeline;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepMode;
import dev.rondo.definition.StepName;
import dev.rondo.definition.ValueType;
import dev.rondo.partition.Selection;
import dev.rondo.step.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A gate: the challenger becomes champion when its metric is better than the champion's and than a simple baseline's, all
 * measured on the same data. Ties go to the champion.
 *
 * <pre>{@code
 * p.gate("better").on(metrics, "mae").against(champion("bike-demand"), baseline(naive)).promotes(model);
 * }</pre>
 *
 * <p>The step that scores the challenger is repeated for the champion: it must read the challenger's model directly.
 */
public final class GateBuilder {
    private final PipelineBuilder<?> pipeline;
    private final String name;
    private Optional<Dataset<Metrics>> metrics = Optional.empty();
    private String metric = "";
    private boolean lowerIsBetter = true;
    private double minImprovement;
    private Optional<String> model = Optional.empty();
    private Optional<Dataset<Metrics>> baseline = Optional.empty();

    GateBuilder(PipelineBuilder<?> pipeline, String name) {
        this.pipeline = pipeline;
        this.name = name;
    }

    /** The metric that is compared, out of the challenger's metrics. */
    public GateBuilder on(Dataset<Metrics> challengerMetrics, String metricName) {
        this.metrics = Optional.of(challengerMetrics);
        this.metric = metricName;
        return this;
    }

    /** Such as an error; the default. */
    public GateBuilder lowerIsBetter() {
        this.lowerIsBetter = true;
        return this;
    }

    /** Such as an accuracy. */
    public GateBuilder higherIsBetter() {
        this.lowerIsBetter = false;
        return this;
    }

    /** Least improvement over the champion, in the metric's unit; 0 unless said otherwise. */
    public GateBuilder byAtLeast(double improvement) {
        this.minImprovement = improvement;
        return this;
    }

    /** Both are required: a challenger that cannot beat a simple method is not promoted, champion or none. */
    public GateBuilder against(Contender.Champion champion, Contender.Baseline simple) {
        this.model = Optional.of(champion.model());
        this.baseline = Optional.of(simple.metrics());
        return this;
    }

    /** Ends the declaration: this dataset holds the challenger. */
    public void promotes(Dataset<?> challenger) {
        if (metrics.isEmpty() || baseline.isEmpty() || model.isEmpty()) {
            pipeline.problems.add(Problem.error(
                    "gate-incomplete",
                    pipeline.place(name),
                    "The gate does not say " + (metrics.isEmpty() ? "on which metric" : "against what")
                            + " the challenger is measured.",
                    "Write p.gate(\"" + name + "\").on(metrics, \"mae\").against(champion(\"model\"), "
                            + "baseline(simpleMetrics)).promotes(model)."));
            return;
        }
        if (!ModelName.valid(model.get())) {
            pipeline.problems.add(Problem.error(
                    "invalid-name",
                    pipeline.place(name),
                    "\"" + model.get() + "\" cannot be the name of a model.",
                    "Use lower-case letters and digits, joined by single '-', '_' or '.', beginning with a letter."));
            return;
        }
        StepName gate = pipeline.stepName(name);
        ModelName modelName = ModelName.of(model.get());
        List<InputDefinition> inputs = new ArrayList<>();
        inputs.add(read(gate, GateDefinition.CHALLENGER, challenger));
        inputs.add(read(gate, GateDefinition.CHALLENGER_METRICS, metrics.get()));
        inputs.add(read(gate, GateDefinition.BASELINE_METRICS, baseline.get()));
        Optional<StepDefinition> evaluation = championEvaluation(modelName, challenger);
        evaluation.ifPresent(step -> {
            pipeline.steps.add(step);
            OutputDefinition out = step.outputs().get(0);
            pipeline.producers.put(out.dataset(), step.name());
            inputs.add(new InputDefinition.OfDataset(
                    GateDefinition.CHAMPION_METRICS,
                    out.dataset(),
                    new Selection.Same(),
                    Optional.empty(),
                    ValueType.of(Metrics.class)));
        });
        pipeline.steps.add(StepDefinition.ofEngine(
                gate,
                "Challenger against champion and baseline on " + metric,
                inputs,
                List.of(),
                Optional.of(new GateDefinition(
                        modelName, metric, lowerIsBetter, minImprovement, evaluation.map(StepDefinition::name))),
                StepMode.PLAIN));
    }

    private InputDefinition read(StepName gate, String inputName, Dataset<?> dataset) {
        pipeline.checkOwner(gate, dataset);
        return new InputDefinition.OfDataset(
                inputName, dataset.dataset(), new Selection.Same(), Optional.empty(), dataset.type());
    }

    /** The step that scored the challenger, once more, with the champion in the challenger's place. */
    private Optional<StepDefinition> championEvaluation(ModelName modelName, Dataset<?> challenger) {
        DatasetName scored = metrics.orElseThrow().dataset();
        Optional<StepDefinition> original = pipeline.steps.stream()
                .filter(s -> s.outputs().stream().anyMatch(o -> o.dataset().equals(scored)))
                .findFirst();
        boolean readsModel =
                original.stream().flatMap(s -> s.inputs().stream()).anyMatch(in -> isModel(in, challenger.dataset()));
        if (!readsModel || original.get().outputs().size() != 1) {
            pipeline.problems.add(Problem.error(
                    "gate-cannot-score-champion",
                    pipeline.place(name),
                    "The metrics " + scored + " do not come from a step that reads the model " + challenger.dataset()
                            + " directly and writes one dataset, so the champion cannot be scored in the same way.",
                    "Give the gate the metrics of a step of this pipeline that reads the model itself."));
            return Optional.empty();
        }
        StepDefinition step = original.get();
        StepName scoring = StepName.of(step.name() + "@champion");
        List<InputDefinition> inputs = step.inputs().stream()
                .map(in -> isModel(in, challenger.dataset())
                        ? new InputDefinition.OfChampion(in.name(), modelName, in.type())
                        : in)
                .toList();
        var output = new OutputDefinition(
                OutputDefinition.SINGLE,
                DatasetName.of(scored + "@champion"),
                step.outputs().get(0).type(),
                Optional.empty(),
                false);
        return Optional.of(step.asSynthetic(
                scoring, "Scores the champion as " + step.name() + " scores the challenger", inputs, output));
    }

    private static boolean isModel(InputDefinition input, DatasetName model) {
        return input instanceof InputDefinition.OfDataset in
                && in.dataset().equals(model)
                && in.selection() instanceof Selection.Same;
    }
}
