package dev.rondo.pipeline;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.EngineWork;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.Overlap;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.definition.RunPolicy;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.StepBody;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepMode;
import dev.rondo.definition.StepName;
import dev.rondo.definition.ValueType;
import dev.rondo.fact.Facts;
import dev.rondo.partition.Partitioning;
import dev.rondo.partition.Selection;
import dev.rondo.partition.Whole;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.DataFile;
import dev.rondo.step.Retry;
import dev.rondo.table.Table;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Collects what a pipeline declares. Mistakes do not stop the collecting: {@link Pipelines#compile} reports them all.
 *
 * <p><b>Threads.</b> Used by one thread, inside {@link Pipeline#define} only.
 *
 * @param <S> the pipeline's settings
 */
public final class PipelineBuilder<S extends Record> {
    final PipelineName name;
    final List<Problem> problems = new ArrayList<>();
    final List<SourceDefinition> sources = new ArrayList<>();
    final List<StepDefinition> steps = new ArrayList<>();
    final List<When> triggers = new ArrayList<>();
    final List<DatasetName> outputs = new ArrayList<>();
    final List<Consumer<Facts>> facts = new ArrayList<>();
    /** Which step writes a dataset. */
    final Map<DatasetName, StepName> producers = new HashMap<>();

    /** What each step waits for beside its data, as datasets; turned into step names at the end. */
    final Map<StepName, List<DatasetName>> after = new HashMap<>();

    String owner = "";
    String description = "";
    Partitioning partitioning = new Whole();
    Optional<Duration> atMostEvery = Optional.empty();
    RunPolicy runs = RunPolicy.PLAIN;

    PipelineBuilder(PipelineName name) {
        this.name = name;
    }

    /** Who is asked when the pipeline fails: a person or a team. */
    public void owner(String who) {
        this.owner = who;
    }

    /** What the pipeline is for, in a sentence. */
    public void description(String text) {
        this.description = text;
    }

    /** Cuts the pipeline and all its datasets into partitions; a pipeline is not partitioned unless this is said. */
    public void partitionedBy(Partitioning how) {
        this.partitioning = how;
    }

    /** A dataset from outside, named {@code pipeline.source}. */
    public Source<DataFile> source(String sourceName, Files.FileSource files) {
        DatasetName dataset = datasetName(sourceName, name + "." + sourceName);
        ValueType type = ValueType.of(files.valueType());
        sources.add(new SourceDefinition(dataset, files.pattern(), files.pollEvery(), type, files.schema()));
        return new Source<>(this, dataset, type);
    }

    /** A dataset that another pipeline writes. */
    public <T> Dataset<T> dataset(DatasetRef<T> ref) {
        return new Dataset<>(this, datasetName(ref.name(), ref.name()), ref.type());
    }

    /** Begins a step; it exists once its function is given. */
    public StepBuilder<S> step(String stepName) {
        return new StepBuilder<>(new StepDraft(this, stepName));
    }

    /** Begins a gate; it exists once it is said what it promotes. */
    public GateBuilder gate(String gateName) {
        return new GateBuilder(this, gateName);
    }

    /** Starts runs by itself; may be said several times. */
    public void when(When trigger) {
        triggers.add(trigger);
    }

    /** Least time between two runs that triggers start; people may start runs at any time. */
    public void atMostEvery(Duration interval) {
        this.atMostEvery = Optional.of(interval);
    }

    /** Which runs go first when not all can: the higher. 0 unless said otherwise; a run may be started with another. */
    public void priority(int priority) {
        this.runs = runs.withPriority(priority);
    }

    /** What happens to a run while others of this pipeline are under way; all begin at once unless said otherwise. */
    public void overlap(Overlap overlap) {
        this.runs = runs.withOverlap(overlap);
    }

    /** Limit for a whole run from its begin; none unless said otherwise. */
    public void runTimeout(Duration limit) {
        this.runs = runs.withTimeout(limit);
    }

    /** Says that people use this dataset, so that its steps are not reported as useless. */
    public void output(Dataset<?> dataset) {
        outputs.add(dataset.dataset());
    }

    /** What must be true of the data flow; a fact that does not hold is a mistake of the pipeline. */
    public void facts(Consumer<Facts> check) {
        facts.add(check);
    }

    /** The first failed step stops the others; unless this is said, steps that do not depend on it are finished. */
    public void stopAtFirstFailure() {
        runs = runs.stoppingAtFailure();
    }

    /**
     * A dataset that is whichever of these was made, the first one if several were; for bringing together branches of
     * which conditions let one run. Skipped when none was made.
     */
    @SafeVarargs
    public final <T> Dataset<T> firstOf(String stepName, Dataset<T>... branches) {
        List<Input<?>> inputs = new ArrayList<>();
        for (Dataset<T> branch : branches) {
            inputs.add(branch);
        }
        return addHandingOn(
                stepName, "Whichever of its inputs was made", inputs, StepMode.of(new EngineWork.FirstOf()));
    }

    /** Begins a step that waits for a person; it exists once it is said of what. */
    public ApprovalBuilder approval(String stepName) {
        return new ApprovalBuilder(this, stepName);
    }

    /** Begins a step that runs another pipeline; it exists once it is said what comes of that. */
    public RunPipelineBuilder runPipeline(String stepName, String pipeline) {
        return new RunPipelineBuilder(this, stepName, pipeline);
    }

    /** A step that the engine carries out; its dataset has the type of its first input. */
    <T> Dataset<T> addHandingOn(String stepName, String description, List<Input<?>> handles, StepMode mode) {
        ValueType type =
                handles.isEmpty() ? ValueType.of(Object.class) : handles.get(0).type();
        return addHandingOn(stepName, description, handles, type, List.of(), mode);
    }

    <T> Dataset<T> addHandingOn(
            String stepName,
            String description,
            List<Input<?>> handles,
            ValueType type,
            List<DatasetName> waitsFor,
            StepMode mode) {
        DatasetName dataset = datasetName(stepName, name + "." + stepName);
        StepDraft draft = new StepDraft(this, stepName);
        draft.read(handles.toArray(Input<?>[]::new));
        StepName step = stepName(stepName);
        producers.putIfAbsent(dataset, step);
        after.put(step, List.copyOf(waitsFor));
        steps.add(new StepDefinition(
                step,
                description,
                inputs(step, draft),
                List.of(),
                List.of(new OutputDefinition(OutputDefinition.SINGLE, dataset, type, Optional.empty(), false)),
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                Retry.none(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                CachePolicy.never(),
                mode));
        return new Dataset<>(this, dataset, type);
    }

    /** A step whose function returns the result for one element. */
    <R> Dataset<List<R>> addForEach(StepDraft draft, LambdaCode code, StepBody body) {
        Type element = boxed(code.returns());
        if (element == Table.class || element == Path.class || element == DataFile.class) {
            problems.add(Problem.error(
                    "for-each-result",
                    place(draft.name),
                    "Its function returns a " + ValueType.of(element).simpleName()
                            + " for each element, and the results of all elements are put together as JSON.",
                    "Return a record, a number, a text or a list; or write tables in a step after this one."));
            element = Object.class;
        }
        Type one = valueType(draft.name, element).type();
        return addStep(draft, new LambdaCode(code.code(), new ListOf(one), code.usesContext()), body);
    }

    <R> Dataset<R> addStep(StepDraft draft, LambdaCode code, StepBody body) {
        ValueType type = draft.published.map(DatasetRef::type).orElseGet(() -> valueType(draft.name, code.returns()));
        draft.published.ifPresent(ref -> checkPublishedType(draft.name, ref, code.returns()));
        DatasetName dataset = draft.published
                .map(ref -> datasetName(ref.name(), ref.name()))
                .orElseGet(() -> datasetName(draft.name, name + "." + draft.name));
        var output =
                new OutputDefinition(OutputDefinition.SINGLE, dataset, type, draft.schema, draft.published.isPresent());
        add(draft, code, body, List.of(output), false);
        return new Dataset<>(this, dataset, type);
    }

    <R extends Record> Outputs<R> addManyStep(StepDraft draft, LambdaCode code, StepBody body) {
        Class<?> record =
                isConcrete(code.returns()) ? ValueType.of(code.returns()).raw() : Record.class;
        Map<String, Dataset<?>> handles = new LinkedHashMap<>();
        List<OutputDefinition> outs = new ArrayList<>();
        if (!record.isRecord()) {
            problems.add(Problem.error(
                    "outputs-not-a-record",
                    place(draft.name),
                    "runMany needs a function that returns a record, but " + code.code() + " returns "
                            + record.getSimpleName() + ".",
                    "Return a record with one component per dataset, or use run for a single dataset."));
            return new Outputs<>(record, handles);
        }
        for (RecordComponent component : record.getRecordComponents()) {
            String kebab =
                    component.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
            DatasetName dataset = datasetName(draft.name, name + "." + draft.name + "." + kebab);
            ValueType type = valueType(draft.name, component.getGenericType());
            outs.add(new OutputDefinition(component.getName(), dataset, type, Optional.empty(), false));
            handles.put(component.getName(), new Dataset<>(this, dataset, type));
        }
        add(draft, code, body, outs, true);
        return new Outputs<>(record, handles);
    }

    void unboundInput(String step, Class<?> record, String component) {
        problems.add(Problem.error(
                "input-not-bound",
                place(step),
                "The input record " + record.getSimpleName() + " has a component \"" + component
                        + "\" that no dataset was bound to.",
                "Add .with(" + record.getSimpleName() + "::" + component + ", dataset) before run."));
    }

    private void add(StepDraft draft, LambdaCode code, StepBody body, List<OutputDefinition> outs, boolean record) {
        StepName step = stepName(draft.name);
        List<InputDefinition> inputs = inputs(step, draft);
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
        outs.forEach(out -> producers.putIfAbsent(out.dataset(), step));
        after.put(step, List.copyOf(draft.after));
        steps.add(new StepDefinition(
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
                draft.cache(),
                draft.mode()));
    }

    private List<InputDefinition> inputs(StepName step, StepDraft draft) {
        List<InputDefinition> inputs = new ArrayList<>();
        for (StepDraft.NamedInput input : draft.inputs()) {
            Input<?> handle = input.handle();
            checkOwner(step, handle);
            inputs.add(new InputDefinition.OfDataset(
                    input.name(), handle.dataset(), handle.selection(), handle.columnSelection(), handle.type()));
        }
        return inputs;
    }

    void checkOwner(StepName step, Input<?> handle) {
        if (handle.owner() != this) {
            problems.add(Problem.error(
                    "foreign-handle",
                    place(step.value()),
                    "It reads " + handle.dataset() + " through a handle that belongs to pipeline " + handle.owner().name
                            + ".",
                    "Publish the dataset with a DatasetRef constant and read it here with p.dataset(ref)."));
        }
    }

    StepName stepName(String text) {
        if (StepName.valid(text)) {
            return StepName.of(text);
        }
        problems.add(invalidName("step", text));
        return StepName.of("step-" + (steps.size() + 1));
    }

    DatasetName datasetName(String place, String text) {
        if (DatasetName.valid(text)) {
            return DatasetName.of(text);
        }
        problems.add(invalidName("dataset", place));
        return DatasetName.of(name + ".dataset-" + (producers.size() + sources.size() + 1));
    }

    String place(String step) {
        return name + "/" + step;
    }

    private Problem invalidName(String what, String text) {
        return Problem.error(
                "invalid-name",
                place(text),
                "\"" + text + "\" cannot be the name of a " + what + ".",
                "Use lower-case letters and digits, joined by single '-', '_' or '.', beginning with a letter.");
    }

    private ValueType valueType(String step, Type returned) {
        Type boxed = boxed(returned);
        if (boxed == Void.class) {
            problems.add(Problem.error(
                    "no-result",
                    place(step),
                    "Its function returns nothing, so no later step could read it.",
                    "Return what it found out, if only a record with a count or a Metrics."));
        } else if (isRawGeneric(boxed) || !isConcrete(boxed)) {
            problems.add(Problem.error(
                    "unknown-type-arguments",
                    place(step),
                    "Its function returns " + boxed.getTypeName() + ", whose type arguments the compiler did not keep.",
                    "Use a method reference instead of a lambda, or return a record."));
        }
        return isConcrete(boxed) ? ValueType.of(boxed) : ValueType.of(Object.class);
    }

    private static Type boxed(Type type) {
        return type instanceof Class<?> c && c.isPrimitive()
                ? java.lang.invoke.MethodType.methodType(c).wrap().returnType()
                : type;
    }

    private static boolean isRawGeneric(Type type) {
        return type instanceof Class<?> c && c.getTypeParameters().length > 0;
    }

    private static boolean isConcrete(Type type) {
        return type instanceof Class<?> || type instanceof java.lang.reflect.ParameterizedType;
    }

    private void checkPublishedType(String step, DatasetRef<?> ref, Type returned) {
        Class<?> declared = ref.type().raw();
        if (isConcrete(returned)
                && !declared.isAssignableFrom(ValueType.of(boxed(returned)).raw())) {
            problems.add(Problem.error(
                    "published-type-differs",
                    place(step),
                    "Its function returns " + returned.getTypeName() + ", but dataset " + ref.name()
                            + " is declared to hold " + declared.getSimpleName() + ".",
                    "Make the DatasetRef and the function agree."));
        }
    }
}
