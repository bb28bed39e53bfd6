package dev.rondo.pipeline;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows a class up its superclasses and interfaces to the type that it gives to {@link Pipeline}. */
final class TypeArguments {
    private TypeArguments() {}

    /** The settings record; empty when the class leaves it open, as a lambda and a raw class do. */
    static Optional<Class<? extends Record>> settingsOf(Class<?> pipelineClass) {
        return find(pipelineClass, Map.of())
                .filter(Class.class::isInstance)
                .map(type -> (Class<?>) type)
                .filter(Class::isRecord)
                .map(type -> type.asSubclass(Record.class));
    }

    private static Optional<Type> find(Type type, Map<TypeVariable<?>, Type> known) {
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() instanceof Class<?> raw) {
            Map<TypeVariable<?>, Type> arguments = new HashMap<>();
            for (int i = 0; i < raw.getTypeParameters().length; i++) {
                Type argument = parameterized.getActualTypeArguments()[i];
                arguments.put(raw.getTypeParameters()[i], known.getOrDefault(argument, argument));
            }
            return raw == Pipeline.class ? arguments.values().stream().findFirst() : parents(raw, arguments);
        }
        return type instanceof Class<?> raw ? parents(raw, Map.of()) : Optional.empty();
    }

    private static Optional<Type> parents(Class<?> type, Map<TypeVariable<?>, Type> known) {
        List<Type> parents = new ArrayList<>(List.of(type.getGenericInterfaces()));
        Optional.ofNullable(type.getGenericSuperclass()).ifPresent(parents::add);
        return parents.stream().flatMap(parent -> find(parent, known).stream()).findFirst();
    }
}
