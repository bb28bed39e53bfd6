package dev.rondo.pipeline;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepBody;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepMode;
import dev.rondo.definition.StepName;
import dev.rondo.definition.ValueType;
import dev.rondo.partition.Selection;
import dev.rondo.step.DataFile;
import dev.rondo.table.Table;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Adds steps to a pipeline once their functions are known, and names what they write. */
final class AddSteps {
    private final PipelineBuilder<?> pipeline;
    private final ResultTypes types;

    AddSteps(PipelineBuilder<?> pipeline) {
        this.pipeline = pipeline;
        this.types = new ResultTypes(pipeline);
    }

    /** A step that the engine carries out; its dataset has the type of its first input. */
    <T> Dataset<T> handingOn(String stepName, String description, List<Input<?>> handles, StepMode mode) {
        ValueType type =
                handles.isEmpty() ? ValueType.of(Object.class) : handles.get(0).type();
        return handingOn(stepName, description, handles, type, List.of(), mode);
    }

    <T> Dataset<T> handingOn(
            String stepName,
            String description,
            List<Input<?>> handles,
            ValueType type,
            List<DatasetName> waitsFor,
            StepMode mode) {
        DatasetName dataset = pipeline.datasetName(stepName, pipeline.name + "." + stepName);
        StepDraft draft = new StepDraft(pipeline, stepName);
        draft.read(handles.toArray(Input<?>[]::new));
        StepName step = pipeline.stepName(stepName);
        pipeline.producers.putIfAbsent(dataset, step);
        pipeline.after.put(step, List.copyOf(waitsFor));
        var output = new OutputDefinition(OutputDefinition.SINGLE, dataset, type, Optional.empty(), false);
        pipeline.steps.add(StepDefinition.ofEngine(
                step, description, inputs(step, draft), List.of(output), Optional.empty(), mode));
        return new Dataset<>(pipeline, dataset, type);
    }

    /** A step whose function returns the result for one element. */
    <R> Dataset<List<R>> forEach(StepDraft draft, LambdaCode code, StepBody body) {
        Type element = ResultTypes.boxed(code.returns());
        if (element == Table.class || element == Path.class || element == DataFile.class) {
            pipeline.problems.add(Problem.error(
                    "for-each-result",
                    pipeline.place(draft.name),
                    "Its function returns a " + ValueType.of(element).simpleName()
                            + " for each element, and the results of all elements are put together as JSON.",
                    "Return a record, a number, a text or a list; or write tables in a step after this one."));
            element = Object.class;
        }
        Type one = types.valueType(draft.name, element).type();
        return one(draft, new LambdaCode(code.code(), new ListOf(one), code.usesContext()), body);
    }

    /** A step whose function returns the value of one dataset. */
    <R> Dataset<R> one(StepDraft draft, LambdaCode code, StepBody body) {
        ValueType type =
                draft.published.map(DatasetRef::type).orElseGet(() -> types.valueType(draft.name, code.returns()));
        draft.published.ifPresent(ref -> types.checkPublishedType(draft.name, ref, code.returns()));
        DatasetName dataset = draft.published
                .map(ref -> pipeline.datasetName(ref.name(), ref.name()))
                .orElseGet(() -> pipeline.datasetName(draft.name, pipeline.name + "." + draft.name));
        var output =
                new OutputDefinition(OutputDefinition.SINGLE, dataset, type, draft.schema, draft.published.isPresent());
        add(draft, code, body, List.of(output), false);
        return new Dataset<>(pipeline, dataset, type);
    }

    /** A step whose function returns a record of several datasets. */
    <R extends Record> Outputs<R> many(StepDraft draft, LambdaCode code, StepBody body) {
        Class<?> record = ResultTypes.isConcrete(code.returns())
                ? ValueType.of(code.returns()).raw()
                : Record.class;
        Map<String, Dataset<?>> handles = new LinkedHashMap<>();
        List<OutputDefinition> outs = new ArrayList<>();
        if (!record.isRecord()) {
            pipeline.problems.add(Problem.error(
                    "outputs-not-a-record",
                    pipeline.place(draft.name),
                    "runMany needs a function that returns a record, but " + code.code() + " returns "
                            + record.getSimpleName() + ".",
                    "Return a record with one component per dataset, or use run for a single dataset."));
            return new Outputs<>(record, handles);
        }
        for (RecordComponent component : record.getRecordComponents()) {
            String kebab =
                    component.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
            DatasetName dataset = pipeline.datasetName(draft.name, pipeline.name + "." + draft.name + "." + kebab);
            ValueType type = types.valueType(draft.name, component.getGenericType());
            outs.add(new OutputDefinition(component.getName(), dataset, type, Optional.empty(), false));
            handles.put(component.getName(), new Dataset<>(pipeline, dataset, type));
        }
        add(draft, code, body, outs, true);
        return new Outputs<>(record, handles);
    }

    /** Notes that a record of inputs has a component without a dataset. */
    void unboundInput(String step, Class<?> record, String component) {
        pipeline.problems.add(Problem.error(
                "input-not-bound",
                pipeline.place(step),
                "The input record " + record.getSimpleName() + " has a component \"" + component
                        + "\" that no dataset was bound to.",
                "Add .with(" + record.getSimpleName() + "::" + component + ", dataset) before run."));
    }

    private void add(StepDraft draft, LambdaCode code, StepBody body, List<OutputDefinition> outs, boolean record) {
        StepName step = pipeline.stepName(draft.name);
        List<InputDefinition> inputs = inputs(step, draft);
        var environment = new DeclaredEnvironment(pipeline, draft);
        inputs.addAll(environment.files());
        if (draft.ownPrevious) {
            OutputDefinition own = outs.get(0);
            inputs.add(
                    0,
                    new InputDefinition.OfDataset(
                            StepMode.OWN_PREVIOUS,
                            own.dataset(),
                            new Selection.Previous(1),
                            Optional.empty(),
                            own.type()));
        }
        outs.forEach(out -> pipeline.producers.putIfAbsent(out.dataset(), step));
        pipeline.after.put(step, List.copyOf(draft.after));
        pipeline.steps.add(new StepDefinition(
                step,
                draft.description,
                inputs,
                List.of(),
                outs,
                record,
                Optional.of(body),
                Optional.of(code.code()),
                code.usesContext(),
                Optional.empty(),
                false,
                draft.retry,
                draft.timeout,
                draft.queueTimeout,
                draft.pool,
                environment.cache(),
                draft.mode()));
    }

    private List<InputDefinition> inputs(StepName step, StepDraft draft) {
        List<InputDefinition> inputs = new ArrayList<>();
        for (StepDraft.NamedInput input : draft.inputs()) {
            Input<?> handle = input.handle();
            pipeline.checkOwner(step, handle);
            inputs.add(new InputDefinition.OfDataset(
                    input.name(), handle.dataset(), handle.selection(), handle.columnSelection(), handle.type()));
        }
        return inputs;
    }
}
