package dev.rondo.pipeline;

import dev.rondo.definition.Problem;
import dev.rondo.definition.ValueType;
import java.lang.reflect.Type;

/** What functions return, as types of datasets. */
final class ResultTypes {
    private final PipelineBuilder<?> pipeline;

    ResultTypes(PipelineBuilder<?> pipeline) {
        this.pipeline = pipeline;
    }

    /** The type of the values that a function returns; what cannot be kept is a mistake of the pipeline. */
    ValueType valueType(String step, Type returned) {
        Type boxed = boxed(returned);
        if (boxed == Void.class) {
            pipeline.problems.add(Problem.error(
                    "no-result",
                    pipeline.place(step),
                    "Its function returns nothing, so no later step could read it.",
                    "Return what it found out, if only a record with a count or a Metrics."));
        } else if (isRawGeneric(boxed) || !isConcrete(boxed)) {
            pipeline.problems.add(Problem.error(
                    "unknown-type-arguments",
                    pipeline.place(step),
                    "Its function returns " + boxed.getTypeName() + ", whose type arguments the compiler did not keep.",
                    "Use a method reference instead of a lambda, or return a record."));
        }
        return isConcrete(boxed) ? ValueType.of(boxed) : ValueType.of(Object.class);
    }

    void checkPublishedType(String step, DatasetRef<?> ref, Type returned) {
        Class<?> declared = ref.type().raw();
        if (isConcrete(returned)
                && !declared.isAssignableFrom(ValueType.of(boxed(returned)).raw())) {
            pipeline.problems.add(Problem.error(
                    "published-type-differs",
                    pipeline.place(step),
                    "Its function returns " + returned.getTypeName() + ", but dataset " + ref.name()
                            + " is declared to hold " + declared.getSimpleName() + ".",
                    "Make the DatasetRef and the function agree."));
        }
    }

    static Type boxed(Type type) {
        return type instanceof Class<?> c && c.isPrimitive()
                ? java.lang.invoke.MethodType.methodType(c).wrap().returnType()
                : type;
    }

    private static boolean isRawGeneric(Type type) {
        return type instanceof Class<?> c && c.getTypeParameters().length > 0;
    }

    static boolean isConcrete(Type type) {
        return type instanceof Class<?> || type instanceof java.lang.reflect.ParameterizedType;
    }
}
