package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.C5;
import dev.rondo.pipeline.StepFunctions.F5;
import dev.rondo.step.StepContext;
import java.util.List;

/** A step that reads five inputs and has no function yet. */
public final class Reads5<S extends Record, A, B, C, D, E> extends StepOptions<Reads5<S, A, B, C, D, E>> {

    Reads5(StepDraft draft) {
        super(draft);
    }

    @Override
    Reads5<S, A, B, C, D, E> self() {
        return this;
    }

    /** The step's function; what it returns is the step's one dataset. */
    public <R> Dataset<R> run(F5<A, B, C, D, E, R> function) {
        return draft.pipeline
                .adding()
                .one(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(arg(in, 0), arg(in, 1), arg(in, 2), arg(in, 3), arg(in, 4)));
    }

    /** As the other, for a function that also takes the context. */
    public <R> Dataset<R> run(C5<S, A, B, C, D, E, R> function) {
        return draft.pipeline
                .adding()
                .one(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(
                                context(context), arg(in, 0), arg(in, 1), arg(in, 2), arg(in, 3), arg(in, 4)));
    }

    /** A function that returns a record: each component is a dataset of its own. */
    public <R extends Record> Outputs<R> runMany(F5<A, B, C, D, E, R> function) {
        return draft.pipeline
                .adding()
                .many(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(arg(in, 0), arg(in, 1), arg(in, 2), arg(in, 3), arg(in, 4)));
    }

    /** As the other, for a function that also takes the context. */
    public <R extends Record> Outputs<R> runMany(C5<S, A, B, C, D, E, R> function) {
        return draft.pipeline
                .adding()
                .many(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(
                                context(context), arg(in, 0), arg(in, 1), arg(in, 2), arg(in, 3), arg(in, 4)));
    }

    @SuppressWarnings("unchecked")
    private StepContext<S> context(StepContext<?> context) {
        return (StepContext<S>) context;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the typed reads() saw to the types
    private static <T> T arg(List<Object> inputs, int index) {
        return (T) inputs.get(index);
    }
}
