package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.Accessor;
import dev.rondo.pipeline.StepFunctions.C1;
import dev.rondo.pipeline.StepFunctions.F1;
import dev.rondo.step.StepContext;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A step that reads a record of inputs: bind every component with {@link #with}, in any order, and then {@code run}.
 *
 * @param <I> the record of inputs
 */
public final class ReadsRecord<S extends Record, I extends Record> extends StepOptions<ReadsRecord<S, I>> {
    private final Class<I> type;
    private final Map<String, Input<?>> bound = new LinkedHashMap<>();

    ReadsRecord(StepDraft draft, Class<I> type) {
        super(draft);
        this.type = type;
    }

    @Override
    ReadsRecord<S, I> self() {
        return this;
    }

    /** The component whose accessor is named receives this input. */
    public <T> ReadsRecord<S, I> with(Accessor<I, T> component, Input<T> input) {
        bound.put(LambdaCode.of(component).code().method(), input);
        return this;
    }

    /** The step's function; what it returns is the step's one dataset. */
    public <R> Dataset<R> run(F1<I, R> function) {
        bindAll();
        return draft.pipeline
                .adding()
                .one(draft, LambdaCode.of(function), (context, in) -> function.apply(newRecord(type, in)));
    }

    /** As the other, for a function that also takes the context. */
    public <R> Dataset<R> run(C1<S, I, R> function) {
        bindAll();
        return draft.pipeline
                .adding()
                .one(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(context(context), newRecord(type, in)));
    }

    /** A function that returns a record: each component is a dataset of its own. */
    public <R extends Record> Outputs<R> runMany(F1<I, R> function) {
        bindAll();
        return draft.pipeline
                .adding()
                .many(draft, LambdaCode.of(function), (context, in) -> function.apply(newRecord(type, in)));
    }

    /** As the other, for a function that also takes the context. */
    public <R extends Record> Outputs<R> runMany(C1<S, I, R> function) {
        bindAll();
        return draft.pipeline
                .adding()
                .many(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(context(context), newRecord(type, in)));
    }

    /** Inputs in the order of the record's components, whatever the order of the calls to {@link #with}. */
    private void bindAll() {
        for (RecordComponent component : type.getRecordComponents()) {
            Input<?> input = bound.get(component.getName());
            if (input == null) {
                draft.pipeline.adding().unboundInput(draft.name, type, component.getName());
            } else {
                draft.read(component.getName(), input);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private StepContext<S> context(StepContext<?> context) {
        return (StepContext<S>) context;
    }

    private static <I extends Record> I newRecord(Class<I> type, List<Object> values) throws Exception {
        Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<I> constructor = type.getDeclaredConstructor(parameters);
        constructor.setAccessible(true);
        try {
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
