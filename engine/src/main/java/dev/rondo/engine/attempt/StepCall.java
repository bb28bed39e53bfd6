package dev.rondo.engine.attempt;

import dev.rondo.definition.CodeReference;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepMode;
import dev.rondo.engine.artifact.Artifact;
import dev.rondo.engine.artifact.SmallArtifact;
import dev.rondo.engine.artifact.Staged;
import dev.rondo.engine.artifact.ValueSlot;
import dev.rondo.engine.artifact.Values;
import dev.rondo.engine.attempt.Failure.Kind;
import dev.rondo.step.Metrics;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a step's function in this process: reads its inputs, calls it, writes what it returns. This is the one boundary
 * to user code: whatever is thrown inside, an {@link Error} too, comes out as an outcome.
 *
 * <p><b>Threads.</b> Safe for many threads. {@link #call} runs on the calling thread, which user code may leave
 * with thread locals or another priority; whoever lets it serve another step clears that first.
 */
public final class StepCall {
    private static final Logger log = LoggerFactory.getLogger(StepCall.class);

    private final Values values;
    private final InstantSource clock;
    private final long logLimitBytes;

    public StepCall(Values values, InstantSource clock) {
        this(values, clock, AttemptLog.DEFAULT_LIMIT_BYTES);
    }

    public StepCall(Values values, InstantSource clock, long logLimitBytes) {
        this.values = values;
        this.clock = clock;
        this.logLimitBytes = logLimitBytes;
    }

    /** Runs the attempt to its end; never throws. When a stop was requested meanwhile, that decides the outcome. */
    public AttemptOutcome call(AttemptTask task, StopSignal stop) {
        try (AttemptLog attemptLog = AttemptLog.open(task.log(), clock, logLimitBytes)) {
            AttemptOutcome outcome = callWithClassLoader(task, stop, attemptLog);
            AttemptOutcome said = stopped(task, stop).orElse(outcome);
            if (said instanceof AttemptOutcome.Succeeded || said instanceof AttemptOutcome.ItemSucceeded) {
                attemptLog.writeIfBegun("SUCCEEDED");
            } else {
                attemptLog.writeLast(lastWords(said));
            }
            return said;
        } catch (IOException e) {
            log.warn("The log of {} cannot be closed", task.label(), e);
            return new AttemptOutcome.Failed(new Failure(
                    Kind.INFRASTRUCTURE,
                    "The log file " + task.log() + " cannot be closed: " + e
                            + ". Check that the disk has space and can be written.",
                    Failure.classes(e.getClass()),
                    ""));
        }
    }

    /** How an attempt ends that was asked to stop; empty when it was not. */
    public static Optional<AttemptOutcome> stopped(AttemptTask task, StopSignal stop) {
        return stop.requested().map(reason -> switch (reason) {
            case CANCEL -> new AttemptOutcome.Cancelled();
            case TIMEOUT ->
                new AttemptOutcome.Failed(Failure.timeout("The attempt was stopped because it ran for longer than "
                        + task.timeout().map(limit -> "its limit of " + limit).orElse("it may")
                        + ". Give the step a longer timeout, less data, or a loop that ends."));
            case GRACE_OVER ->
                new AttemptOutcome.Failed(Failure.timeout("The attempt was stopped because the step's grace time"
                        + task.step()
                                .mode()
                                .cleanUp()
                                .map(grace -> " of " + grace)
                                .orElse("")
                        + " was over, waiting and earlier attempts included. Give the step more with always(Duration),"
                        + " or less to clean up."));
        });
    }

    /** Libraries of the user's jar look for their classes and services through the thread's class loader. */
    private AttemptOutcome callWithClassLoader(AttemptTask task, StopSignal stop, AttemptLog attemptLog) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        task.step().code().map(CodeReference::loader).ifPresent(thread::setContextClassLoader);
        try {
            return callBoundary(task, stop, attemptLog);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private AttemptOutcome callBoundary(AttemptTask task, StopSignal stop, AttemptLog attemptLog) {
        AttemptContext context = new AttemptContext(task, stop, attemptLog, values);
        try {
            List<Object> inputs = new ArrayList<>();
            for (ResolvedInput input : task.inputs()) {
                if (input.isFile()) {
                    continue;
                }
                boolean list = task.item().isPresent() && inputs.isEmpty();
                inputs.add(list ? element(input, task.item().getAsInt()) : argument(input));
            }
            if (stop.requested().isPresent()) {
                return new AttemptOutcome.Cancelled();
            }
            Object result = task.step().body().orElseThrow().call(context, inputs);
            Thread.interrupted(); // a flag that the code left behind must not disturb the writing
            if (stop.requested().isPresent()) {
                return new AttemptOutcome.Cancelled();
            }
            return task.item().isPresent() ? writeItem(task.step(), result) : write(task.step(), result, context);
        } catch (Throwable thrown) {
            Thread.interrupted();
            Failure failure = FailureOf.of(thrown);
            attemptLog.writeLast(failure.stackTrace());
            return new AttemptOutcome.Failed(failure);
        }
    }

    /** A step's own earlier result may not be there: in the first partition. */
    private Object argument(ResolvedInput input) {
        if (input.name().equals(StepMode.OWN_PREVIOUS)) {
            return ((List<?>) read(input)).stream().findFirst();
        }
        return read(input);
    }

    private Object element(ResolvedInput list, int item) {
        InputPart part = list.parts().get(0);
        return values.element(new ValueSlot(part.label(), list.type()), part.digest(), item);
    }

    private AttemptOutcome writeItem(StepDefinition step, @Nullable Object result) {
        if (result == null) {
            return nothing("The step's function returned null.");
        }
        OutputDefinition output = step.outputs().get(0);
        return new AttemptOutcome.ItemSucceeded(
                values.writeItem(new ValueSlot(output.dataset().value(), output.type()), result));
    }

    private Object read(ResolvedInput input) {
        List<Object> parts = new ArrayList<>();
        for (InputPart part : input.parts()) {
            ValueSlot slot = new ValueSlot(part.label(), input.type());
            parts.add(values.read(slot, part.digest(), part.displayName(), input.columns()));
        }
        return input.many() ? parts : parts.get(0);
    }

    private AttemptOutcome write(StepDefinition step, @Nullable Object result, AttemptContext context)
            throws ReflectiveOperationException {
        if (result == null) {
            return nothing("The step's function returned null.");
        }
        List<OutputArtifact> written = new ArrayList<>();
        List<SmallArtifact> small = new ArrayList<>();
        for (OutputDefinition output : step.outputs()) {
            Object value = step.outputsAreRecord() ? component(result, output.name()) : result;
            if (value == null) {
                return nothing("The step's function returned null in \"" + output.name() + "\".");
            }
            Staged staged = values.stage(new ValueSlot(output.dataset().value(), output.type()), value);
            staged.small().ifPresent(small::add);
            Artifact artifact = staged.artifact();
            written.add(new OutputArtifact(output.name(), output.dataset(), artifact.digest(), artifact.sizeBytes()));
            if (value instanceof Metrics metrics) {
                context.record(metrics);
            }
        }
        return new AttemptOutcome.Succeeded(written, context.metrics(), context.params(), small);
    }

    private static AttemptOutcome nothing(String what) {
        return new AttemptOutcome.Failed(Failure.permanent(
                Kind.USER_CODE,
                what + " A later step could not read that. Return a value, an empty one if there is nothing, or throw"
                        + " an exception that says what is missing."));
    }

    private static @Nullable Object component(Object record, String name) throws ReflectiveOperationException {
        Method accessor = record.getClass().getMethod(name);
        accessor.setAccessible(true);
        return accessor.invoke(record);
    }

    private static String lastWords(AttemptOutcome outcome) {
        if (outcome instanceof AttemptOutcome.Failed failed) {
            return "FAILED: " + failed.failure().message();
        }
        return "CANCELLED";
    }
}
