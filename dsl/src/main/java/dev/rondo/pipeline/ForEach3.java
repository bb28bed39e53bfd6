package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.C3;
import dev.rondo.pipeline.StepFunctions.F3;
import dev.rondo.step.StepContext;
import java.util.List;

/** A step that works on each element of a list and reads two more inputs, and has no function yet. */
public final class ForEach3<S extends Record, A, B, C> extends StepOptions<ForEach3<S, A, B, C>> {

    ForEach3(StepDraft draft) {
        super(draft);
    }

    @Override
    ForEach3<S, A, B, C> self() {
        return this;
    }

    /** The function for one element; what it returns is written as JSON. */
    public <R> Dataset<List<R>> run(F3<A, B, C, R> function) {
        return draft.pipeline
                .adding()
                .forEach(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(arg(in, 0), arg(in, 1), arg(in, 2)));
    }

    /** As the other, for a function that also takes the context. */
    public <R> Dataset<List<R>> run(C3<S, A, B, C, R> function) {
        return draft.pipeline
                .adding()
                .forEach(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(context(context), arg(in, 0), arg(in, 1), arg(in, 2)));
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
