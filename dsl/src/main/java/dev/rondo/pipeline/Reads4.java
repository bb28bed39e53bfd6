package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.C4;
import dev.rondo.pipeline.StepFunctions.F4;
import dev.rondo.step.StepContext;
import java.util.List;

/** A step that reads four inputs and has no function yet. */
public final class Reads4<S extends Record, A, B, C, D> extends StepOptions<Reads4<S, A, B, C, D>> {

    Reads4(StepDraft draft) {
        super(draft);
    }

    @Override
    Reads4<S, A, B, C, D> self() {
        return this;
    }

    /** The step's function; what it returns is the step's one dataset. */
    public <R> Dataset<R> run(F4<A, B, C, D, R> function) {
        return draft.pipeline
                .adding()
                .one(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(arg(in, 0), arg(in, 1), arg(in, 2), arg(in, 3)));
    }

    /** As the other, for a function that also takes the context. */
    public <R> Dataset<R> run(C4<S, A, B, C, D, R> function) {
        return draft.pipeline
                .adding()
                .one(
                        draft,
                        LambdaCode.of(function),
                        (context, in) ->
                                function.apply(context(context), arg(in, 0), arg(in, 1), arg(in, 2), arg(in, 3)));
    }

    /** A function that returns a record: each component is a dataset of its own. */
    public <R extends Record> Outputs<R> runMany(F4<A, B, C, D, R> function) {
        return draft.pipeline
                .adding()
                .many(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(arg(in, 0), arg(in, 1), arg(in, 2), arg(in, 3)));
    }

    /** As the other, for a function that also takes the context. */
    public <R extends Record> Outputs<R> runMany(C4<S, A, B, C, D, R> function) {
        return draft.pipeline
                .adding()
                .many(
                        draft,
                        LambdaCode.of(function),
                        (context, in) ->
                                function.apply(context(context), arg(in, 0), arg(in, 1), arg(in, 2), arg(in, 3)));
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
