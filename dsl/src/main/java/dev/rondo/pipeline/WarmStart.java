package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.C1;
import dev.rondo.pipeline.StepFunctions.F1;
import dev.rondo.step.StepContext;
import java.util.List;
import java.util.Optional;

/** A step that goes on from its own result in the partition before, with no other inputs and no function yet. */
public final class WarmStart<S extends Record, R> extends StepOptions<WarmStart<S, R>> {

    WarmStart(StepDraft draft) {
        super(draft);
    }

    @Override
    WarmStart<S, R> self() {
        return this;
    }

    public <A> WarmStart1<S, R, A> reads(Input<A> a) {
        draft.read(a);
        return new WarmStart1<>(draft);
    }

    public <A, B> WarmStart2<S, R, A, B> reads(Input<A> a, Input<B> b) {
        draft.read(a, b);
        return new WarmStart2<>(draft);
    }

    /** The step's function; what it returns is the step's one dataset. */
    public Dataset<R> run(F1<Optional<R>, R> function) {
        return draft.pipeline.adding().one(draft, LambdaCode.of(function), (context, in) -> function.apply(own(in)));
    }

    /** As the other, for a function that also takes the context. */
    public Dataset<R> run(C1<S, Optional<R>, R> function) {
        return draft.pipeline
                .adding()
                .one(draft, LambdaCode.of(function), (context, in) -> function.apply(context(context), own(in)));
    }

    @SuppressWarnings("unchecked")
    private StepContext<S> context(StepContext<?> context) {
        return (StepContext<S>) context;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // what the step returned before
    private static <R> Optional<R> own(List<Object> inputs) {
        return (Optional<R>) inputs.get(0);
    }
}
