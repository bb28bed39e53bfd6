package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.C2;
import dev.rondo.pipeline.StepFunctions.F2;
import dev.rondo.step.StepContext;
import java.util.List;

/** A step that works on each element of a list and reads one more input, and has no function yet. */
public final class ForEach2<S extends Record, A, B> extends StepOptions<ForEach2<S, A, B>> {

    ForEach2(StepDraft draft) {
        super(draft);
    }

    @Override
    ForEach2<S, A, B> self() {
        return this;
    }

    /** The function for one element; what it returns is written as JSON. */
    public <R> Dataset<List<R>> run(F2<A, B, R> function) {
        return draft.pipeline
                .adding()
                .forEach(draft, LambdaCode.of(function), (context, in) -> function.apply(arg(in, 0), arg(in, 1)));
    }

    /** As the other, for a function that also takes the context. */
    public <R> Dataset<List<R>> run(C2<S, A, B, R> function) {
        return draft.pipeline
                .adding()
                .forEach(
                        draft,
                        LambdaCode.of(function),
                        (context, in) -> function.apply(context(context), arg(in, 0), arg(in, 1)));
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
