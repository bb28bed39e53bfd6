package dev.rondo.pipeline;

import dev.rondo.pipeline.StepFunctions.C0;
import dev.rondo.pipeline.StepFunctions.F0;
import dev.rondo.step.StepContext;
import java.util.List;

/**
 * A step that has a name and no inputs yet. Say what it {@code reads}, how it is treated, and last what it {@code run}s.
 *
 * @param <S> the pipeline's settings
 */
public final class StepBuilder<S extends Record> extends StepOptions<StepBuilder<S>> {

    StepBuilder(StepDraft draft) {
        super(draft);
    }

    @Override
    StepBuilder<S> self() {
        return this;
    }

    /**
     * Calls the function once for each element of a list that an earlier step made, each call with its own attempts and
     * its own place in the cache. The results, in the order of the list, are the step's dataset. Elements of one run may
     * share a thread one after the other, so the function should leave nothing in thread locals that changes a result.
     */
    public <A> ForEach1<S, A> forEach(Dataset<List<A>> list) {
        draft.read(list);
        draft.forEach = true;
        return new ForEach1<>(draft);
    }

    /**
     * Makes the step go on from what it made itself in the partition before, which its function receives first; empty in
     * the first partition. The partitions form a chain: each waits for the one before it, and for a repair of that one if
     * it has failed.
     *
     * @param own what the step's function returns
     */
    public <R> WarmStart<S, R> warmStart(Class<R> own) {
        draft.ownPrevious = true;
        return new WarmStart<>(draft);
    }

    public <A> Reads1<S, A> reads(Input<A> a) {
        draft.read(a);
        return new Reads1<>(draft);
    }

    public <A, B> Reads2<S, A, B> reads(Input<A> a, Input<B> b) {
        draft.read(a, b);
        return new Reads2<>(draft);
    }

    public <A, B, C> Reads3<S, A, B, C> reads(Input<A> a, Input<B> b, Input<C> c) {
        draft.read(a, b, c);
        return new Reads3<>(draft);
    }

    public <A, B, C, D> Reads4<S, A, B, C, D> reads(Input<A> a, Input<B> b, Input<C> c, Input<D> d) {
        draft.read(a, b, c, d);
        return new Reads4<>(draft);
    }

    public <A, B, C, D, E> Reads5<S, A, B, C, D, E> reads(Input<A> a, Input<B> b, Input<C> c, Input<D> d, Input<E> e) {
        draft.read(a, b, c, d, e);
        return new Reads5<>(draft);
    }

    /** More than five inputs, or inputs with names: each component of a record is bound to a dataset. */
    public <I extends Record> ReadsRecord<S, I> readsAll(Class<I> inputs) {
        return new ReadsRecord<>(draft, inputs);
    }

    /** The step's function; what it returns is the step's one dataset. */
    public <R> Dataset<R> run(F0<R> function) {
        return draft.pipeline.adding().one(draft, LambdaCode.of(function), (context, in) -> function.apply());
    }

    /** As the other, for a function that also takes the context. */
    public <R> Dataset<R> run(C0<S, R> function) {
        return draft.pipeline
                .adding()
                .one(draft, LambdaCode.of(function), (context, in) -> function.apply(context(context)));
    }

    /** A function that returns a record: each component is a dataset of its own. */
    public <R extends Record> Outputs<R> runMany(F0<R> function) {
        return draft.pipeline.adding().many(draft, LambdaCode.of(function), (context, in) -> function.apply());
    }

    /** As the other, for a function that also takes the context. */
    public <R extends Record> Outputs<R> runMany(C0<S, R> function) {
        return draft.pipeline
                .adding()
                .many(draft, LambdaCode.of(function), (context, in) -> function.apply(context(context)));
    }

    @SuppressWarnings("unchecked")
    private StepContext<S> context(StepContext<?> context) {
        return (StepContext<S>) context;
    }
}
