package dev.rondo.pipeline;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.EngineWork;
import dev.rondo.definition.Overlap;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.definition.RunPolicy;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepMode;
import dev.rondo.definition.StepName;
import dev.rondo.definition.ValueType;
import dev.rondo.fact.Facts;
import dev.rondo.partition.Partitioning;
import dev.rondo.partition.Whole;
import dev.rondo.step.DataFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

    /** Where steps are added to this pipeline. */
    AddSteps adding() {
        return new AddSteps(this);
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
        return adding().handingOn(
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
}
