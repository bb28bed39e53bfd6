package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.C3;
import dev.rondo.pipeline.StepFunctions.F3;
import dev.rondo.step.StepContext;
import java.util.List;

/** A step that reads three inputs and has no function yet. */
public final class Reads3<S extends Record, A, B, C> extends StepOptions<Reads3<S, A, B, C>> {

    Reads3(StepDraft draft) {
        super(draft);
    }

    @Override
    Reads3<S, A, B, C> self() {
        return this;
    }

    /** The step's function; what it returns is the step's one dataset. */
    public <R> Dataset<R> run(F3<A, B, C, R> function) {
        return draft.pipeline
                .adding()
                .one(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(arg(in, 0), arg(in, 1), arg(in, 2)));
    }

    /** As the other, for a function that also takes the context. */
    public <R> Dataset<R> run(C3<S, A, B, C, R> function) {
        return draft.pipeline
                .adding()
                .one(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(context(context), arg(in, 0), arg(in, 1), arg(in, 2)));
    }

    /** A function that returns a record: each component is a dataset of its own. */
    public <R extends Record> Outputs<R> runMany(F3<A, B, C, R> function) {
        return draft.pipeline
                .adding()
                .many(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(arg(in, 0), arg(in, 1), arg(in, 2)));
    }

    /** As the other, for a function that also takes the context. */
    public <R extends Record> Outputs<R> runMany(C3<S, A, B, C, R> function) {
        return draft.pipeline
                .adding()
                .many(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(context(context), arg(in, 0), arg(in, 1), arg(in, 2)));
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
