package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.C2;
import dev.rondo.pipeline.StepFunctions.F2;
import dev.rondo.step.StepContext;
import java.util.List;

/** A step that reads two inputs and has no function yet. */
public final class Reads2<S extends Record, A, B> extends StepOptions<Reads2<S, A, B>> {

    Reads2(StepDraft draft) {
        super(draft);
    }

    @Override
    Reads2<S, A, B> self() {
        return this;
    }

    /** The step's function; what it returns is the step's one dataset. */
    public <R> Dataset<R> run(F2<A, B, R> function) {
        return draft.pipeline
                .adding()
                .one(draft, LambdaCode.of(function), (context, in) -> function.apply(arg(in, 0), arg(in, 1)));
    }

    /** As the other, for a function that also takes the context. */
    public <R> Dataset<R> run(C2<S, A, B, R> function) {
        return draft.pipeline
                .adding()
                .one(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(context(context), arg(in, 0), arg(in, 1)));
    }

    /** A function that returns a record: each component is a dataset of its own. */
    public <R extends Record> Outputs<R> runMany(F2<A, B, R> function) {
        return draft.pipeline
                .adding()
                .many(draft, LambdaCode.of(function), (context, in) -> function.apply(arg(in, 0), arg(in, 1)));
    }

    /** As the other, for a function that also takes the context. */
    public <R extends Record> Outputs<R> runMany(C2<S, A, B, R> function) {
        return draft.pipeline
                .adding()
                .many(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(context(context), arg(in, 0), arg(in, 1)));
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
