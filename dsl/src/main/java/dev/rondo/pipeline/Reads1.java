package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.C1;
import dev.rondo.pipeline.StepFunctions.F1;
import dev.rondo.step.StepContext;
import java.util.List;

/** A step that reads one input and has no function yet. */
public final class Reads1<S extends Record, A> extends StepOptions<Reads1<S, A>> {

    Reads1(StepDraft draft) {
        super(draft);
    }

    @Override
    Reads1<S, A> self() {
        return this;
    }

    /** The step's function; what it returns is the step's one dataset. */
    public <R> Dataset<R> run(F1<A, R> function) {
        return draft.pipeline.adding().one(draft, LambdaCode.of(function), (context, in) -> function.apply(arg(in, 0)));
    }

    /** As the other, for a function that also takes the context. */
    public <R> Dataset<R> run(C1<S, A, R> function) {
        return draft.pipeline
                .adding()
                .one(draft, LambdaCode.of(function), (context, in) -> function.apply(context(context), arg(in, 0)));
    }

    /** A function that returns a record: each component is a dataset of its own. */
    public <R extends Record> Outputs<R> runMany(F1<A, R> function) {
        return draft.pipeline
                .adding()
                .many(draft, LambdaCode.of(function), (context, in) -> function.apply(arg(in, 0)));
    }

    /** As the other, for a function that also takes the context. */
    public <R extends Record> Outputs<R> runMany(C1<S, A, R> function) {
        return draft.pipeline
                .adding()
                .many(draft, LambdaCode.of(function), (context, in) -> function.apply(context(context), arg(in, 0)));
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
