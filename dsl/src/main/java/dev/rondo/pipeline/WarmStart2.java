package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.C3;
import dev.rondo.pipeline.StepFunctions.F3;
import dev.rondo.step.StepContext;
import java.util.List;
import java.util.Optional;

/** A step that goes on from its own result in the partition before, with two other inputs and no function yet. */
public final class WarmStart2<S extends Record, R, A, B> extends StepOptions<WarmStart2<S, R, A, B>> {

    WarmStart2(StepDraft draft) {
        super(draft);
    }

    @Override
    WarmStart2<S, R, A, B> self() {
        return this;
    }

    /** The step's function; what it returns is the step's one dataset. */
    public Dataset<R> run(F3<Optional<R>, A, B, R> function) {
        return draft.pipeline
                .adding()
                .one(draft, LambdaCode.of(function), (context, in) -> function.apply(own(in), arg(in, 1), arg(in, 2)));
    }

    /** As the other, for a function that also takes the context. */
    public Dataset<R> run(C3<S, Optional<R>, A, B, R> function) {
        return draft.pipeline
                .adding()
                .one(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(context(context), own(in), arg(in, 1), arg(in, 2)));
    }

    @SuppressWarnings("unchecked")
    private StepContext<S> context(StepContext<?> context) {
        return (StepContext<S>) context;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // what the step returned before
    private static <R> Optional<R> own(List<Object> inputs) {
        return (Optional<R>) inputs.get(0);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the typed reads() saw to the types
    private static <T> T arg(List<Object> inputs, int index) {
        return (T) inputs.get(index);
    }
}
