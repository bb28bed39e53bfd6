package dev.rondo.engine.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.ColumnSelection;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.StepBody;
import dev.rondo.definition.ValueType;
import dev.rondo.engine.artifact.Artifact;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.LocalArtifactStore;
import dev.rondo.engine.artifact.ValueSlot;
import dev.rondo.engine.artifact.Values;
import dev.rondo.engine.testkit.Attempts;
import dev.rondo.partition.PartitionKey;
import dev.rondo.step.DataFile;
import dev.rondo.step.Metrics;
import dev.rondo.step.StepContext;
import dev.rondo.table.Column;
import dev.rondo.table.ColumnType;
import dev.rondo.table.Schema;
import dev.rondo.table.Table;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepCallTest {
    @TempDir
    Path folder;

    private Values values;
    private StepCall call;
    private Attempts attempts;

    private record Split(List<Integer> train, Metrics metrics) {}

    private static final class Rude extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }
    }

    @BeforeEach
    void prepare() {
        values = new Values(new LocalArtifactStore(folder.resolve("artifacts"), InstantSource.system()));
        call = new StepCall(values, InstantSource.system());
        attempts = new Attempts(folder);
    }

    @Test
    void inputs_arrive_in_their_order_as_values_or_lists_with_the_chosen_columns() {
        Table table = Table.builder(
                        Schema.of(Column.of("cnt", ColumnType.INTEGER), Column.of("casual", ColumnType.INTEGER)))
                .add(5, 2)
                .build();
        var rows = new ResolvedInput(
                "clean",
                true,
                List.of(part("2011-06", table, Table.class), part("2011-07", table, Table.class)),
                ValueType.of(Table.class),
                Optional.of(ColumnSelection.without(List.of("casual"))));
        var text = new ResolvedInput(
                "name", false, List.of(part("", "bike", String.class)), ValueType.of(String.class), Optional.empty());
        StepBody body = (context, in) -> {
            List<?> tables = (List<?>) in.get(0);
            return tables.size() + " " + ((Table) tables.get(1)).schema().names() + " " + in.get(1);
        };

        var outcome = succeed(attempts.of(Attempts.step(String.class, body), List.of(rows, text)));
        assertThat(read(outcome.outputs().get(0), String.class)).isEqualTo("2 [cnt] bike");
    }

    @Test
    void a_record_of_outputs_becomes_one_artifact_each_and_returned_metrics_are_recorded() {
        List<OutputDefinition> outputs = List.of(output("train", List.class), output("metrics", Metrics.class));
        StepBody body = (context, in) -> {
            context.metric("rows", 3);
            return new Split(List.of(1, 2, 3), Metrics.of("mae", 42));
        };

        var outcome = succeed(attempts.of(Attempts.step(outputs, true, body), List.of()));
        assertThat(outcome.outputs()).extracting(OutputArtifact::name).containsExactly("train", "metrics");
        assertThat(read(outcome.outputs().get(0), List.class)).isEqualTo(List.of(1, 2, 3));
        assertThat(outcome.metrics()).containsEntry("mae", 42.0).containsEntry("rows", 3.0);
    }

    @Test
    void the_context_tells_what_the_task_says() {
        StepBody body = (StepContext<?> context, List<Object> in) -> context.settings()
                + " " + context.partition() + " " + context.attempt() + " " + context.seed() + " "
                + java.nio.file.Files.isDirectory(context.workDirectory());
        var outcome = succeed(attempts.returningText(body));
        assertThat(read(outcome.outputs().get(0), String.class))
                .isEqualTo("Settings[trees=100, rate=0.1] 2011-07 1 7 true");
    }

    @Test
    void a_declared_file_is_not_handed_to_the_function_but_read_through_the_context() throws Exception {
        Path source = java.nio.file.Files.writeString(folder.resolve("params"), "10");
        Artifact kept = new LocalArtifactStore(folder.resolve("artifacts"), InstantSource.system()).put(source);
        var part = new InputPart("file", PartitionKey.WHOLE, kept.digest(), kept.sizeBytes(), "params");
        var file = new ResolvedInput(
                "file conf/params", false, List.of(part), ValueType.of(DataFile.class), Optional.empty());
        StepBody body = (context, in) -> in.size() + " "
                + context.file("conf/params").name() + " "
                + java.nio.file.Files.readString(context.file("conf/params").content());

        var outcome = succeed(attempts.of(Attempts.step(String.class, body), List.of(file)));
        assertThat(read(outcome.outputs().get(0), String.class)).isEqualTo("0 conf/params 10");
        Failure failure = fail(attempts.returningText((context, in) -> "" + context.file("conf/params")));
        assertThat(failure.message()).contains("does not declare").contains("e.file(\"conf/params\")");
    }

    @Test
    void a_missing_input_is_the_engines_failure_and_worth_another_try() {
        var gone = new InputPart("clean", PartitionKey.of("2011-07"), Digest.ofText("gone"), 4, "");
        var input = new ResolvedInput("clean", false, List.of(gone), ValueType.of(String.class), Optional.empty());
        Failure failure = fail(attempts.of(Attempts.step(String.class, (context, in) -> "never"), List.of(input)));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.ENGINE);
        assertThat(failure.exceptionClasses()).contains("java.lang.Exception");
        assertThat(failure.message()).contains(Digest.ofText("gone").hex());
    }

    @Test
    void a_metric_that_is_no_number_fails_the_step_and_names_the_metric() {
        Failure failure = fail(attempts.returningText((context, in) -> {
            context.metric("mae", 0.0 / 0);
            return "";
        }));
        assertThat(failure.message()).contains("\"mae\"").contains("NaN");
    }

    @Test
    void an_exception_that_misbehaves_is_still_a_failure() {
        Failure failure = fail(attempts.returningText((context, in) -> {
            throw new Rude();
        }));
        assertThat(failure.message()).contains("Rude").contains("IllegalStateException");
        assertThat(failure.exceptionClasses()).contains("java.lang.RuntimeException");
    }

    @Test
    void a_circle_of_causes_ends() {
        Failure failure = fail(attempts.returningText((context, in) -> {
            var first = new IllegalStateException("first");
            first.initCause(new IllegalStateException("second", first));
            throw first;
        }));
        assertThat(failure.stackTrace()).containsOnlyOnce("Caused by").contains("second");
    }

    @Test
    void an_attempt_that_was_stopped_before_it_began_does_not_call_the_function() {
        AttemptTask task = attempts.returningText((context, in) -> {
            throw new IllegalStateException("called");
        });
        StopSignal stop = new StopSignal();
        stop.request(StopReason.CANCEL);
        assertThat(call.call(task, stop)).isInstanceOf(AttemptOutcome.Cancelled.class);
        assertThat(task.log()).content().doesNotContain("called").contains("CANCELLED");
    }

    @Test
    void a_work_directory_that_cannot_be_made_is_the_fault_of_the_machine() throws Exception {
        AttemptTask task = attempts.returningText((context, in) -> "" + context.workDirectory());
        java.nio.file.Files.createDirectories(
                java.util.Objects.requireNonNull(task.workDirectory().getParent()));
        java.nio.file.Files.writeString(task.workDirectory(), "in the way");
        Failure failure = fail(task);
        assertThat(failure.kind()).isEqualTo(Failure.Kind.INFRASTRUCTURE);
        assertThat(failure.message()).contains(task.workDirectory().toString());
    }

    @Test
    void a_log_that_cannot_be_written_does_not_fail_the_step() throws Exception {
        AttemptTask task = attempts.returningText((context, in) -> {
            context.log("lost");
            return "done";
        });
        java.nio.file.Files.createDirectories(task.log());
        assertThat(read(succeed(task).outputs().get(0), String.class)).isEqualTo("done");
    }

    @Test
    void a_step_that_says_nothing_leaves_no_log_and_no_work_directory() {
        AttemptTask task = attempts.returningText((context, in) -> "done");
        succeed(task);
        assertThat(task.log()).doesNotExist();
        assertThat(task.workDirectory()).doesNotExist();
    }

    private AttemptOutcome.Succeeded succeed(AttemptTask task) {
        AttemptOutcome outcome = call.call(task, new StopSignal());
        assertThat(outcome).isInstanceOf(AttemptOutcome.Succeeded.class);
        return (AttemptOutcome.Succeeded) outcome;
    }

    private Failure fail(AttemptTask task) {
        AttemptOutcome outcome = call.call(task, new StopSignal());
        assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
        return ((AttemptOutcome.Failed) outcome).failure();
    }

    private InputPart part(String partition, Object value, Class<?> type) {
        Artifact artifact =
                values.stage(new ValueSlot("in", ValueType.of(type)), value).artifact();
        return new InputPart("in", PartitionKey.of(partition), artifact.digest(), artifact.sizeBytes(), "");
    }

    private Object read(OutputArtifact output, Class<?> type) {
        return values.read(new ValueSlot(output.name(), ValueType.of(type)), output.digest(), "", Optional.empty());
    }

    private static OutputDefinition output(String name, Class<?> type) {
        return new OutputDefinition(
                name, DatasetName.of("testing." + name), ValueType.of(type), Optional.empty(), false);
    }
}
