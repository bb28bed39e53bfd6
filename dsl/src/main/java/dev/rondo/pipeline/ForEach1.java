package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.C1;
import dev.rondo.pipeline.StepFunctions.F1;
import dev.rondo.step.StepContext;
import java.util.List;

/** A step that works on each element of a list, and has no function yet. */
public final class ForEach1<S extends Record, A> extends StepOptions<ForEach1<S, A>> {

    ForEach1(StepDraft draft) {
        super(draft);
    }

    @Override
    ForEach1<S, A> self() {
        return this;
    }

    /** Every call receives this as well. */
    public <B> ForEach2<S, A, B> reads(Input<B> b) {
        draft.read(b);
        return new ForEach2<>(draft);
    }

    /** Every call receives these as well. */
    public <B, C> ForEach3<S, A, B, C> reads(Input<B> b, Input<C> c) {
        draft.read(b, c);
        return new ForEach3<>(draft);
    }

    /** The function for one element; what it returns is written as JSON. */
    public <R> Dataset<List<R>> run(F1<A, R> function) {
        return draft.pipeline
                .adding()
                .forEach(draft, LambdaCode.of(function), (context, in) -> function.apply(arg(in, 0)));
    }

    /** As the other, for a function that also takes the context. */
    public <R> Dataset<List<R>> run(C1<S, A, R> function) {
        return draft.pipeline
                .adding()
                .forEach(draft, LambdaCode.of(function), (context, in) -> function.apply(context(context), arg(in, 0)));
    }

    @SuppressWarnings("unchecked")
    private StepContext<S> context(StepContext<?> context) {
        return (StepContext<S>) context;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the typed forEach() and reads() saw to the types
    private static <T> T arg(List<Object> inputs, int index) {
        return (T) inputs.get(index);
    }
}
