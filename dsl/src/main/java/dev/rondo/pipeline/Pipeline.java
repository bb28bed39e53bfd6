package dev.rondo.pipeline;

/**
 * A pipeline, written as a class with a public constructor without parameters. The engine finds it in a user's jar,
 * makes one, and asks it once to {@link #define} itself; {@code define} runs no step and reads no data.
 *
 * @param <S> the settings: a record whose components may carry {@code @Default}, {@code @Range} and {@code @Unit};
 *     {@link NoSettings} for none
 */
public interface Pipeline<S extends Record> {

    /** Declares sources, steps, gates and triggers. */
    void define(PipelineBuilder<S> p);

    /** Unique in a catalog; the class name in kebab case unless overridden: {@code BikeDemand} is {@code bike-demand}. */
    default String name() {
        return getClass()
                .getSimpleName()
                .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .toLowerCase(java.util.Locale.ROOT);
    }

    /** The settings of a pipeline that has none. */
    record NoSettings() {}
}
