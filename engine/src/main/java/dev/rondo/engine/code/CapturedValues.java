package dev.rondo.engine.code;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a function brings along: by value where that can be told, else by the objects.
 *
 * @param texts of the values, in their order
 * @param objects the classes of which, and where they were made, count instead
 * @param types the classes of the values, whose methods the function may call
 */
record CapturedValues(List<String> texts, List<Object> objects, Set<Class<?>> types) {
    private static final int DEEPEST = 20;

    static CapturedValues of(List<Object> captured) {
        List<String> texts = new ArrayList<>();
        List<Object> objects = new ArrayList<>();
        Set<Class<?>> types = new LinkedHashSet<>();
        for (Object value : captured) {
            text(value, 0, types).ifPresentOrElse(texts::add, () -> objects.add(value));
        }
        return new CapturedValues(texts, objects, types);
    }

    private static Optional<String> text(Object value, int depth, Set<Class<?>> types) {
        if (depth > DEEPEST) {
            return Optional.empty();
        }
        Class<?> type = value.getClass();
        if (value instanceof Enum<?> constant) {
            types.add(type);
            types.add(constant.getDeclaringClass());
            return Optional.of(constant.getDeclaringClass().getName() + " " + constant.name());
        }
        boolean plain = value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || type.getName().startsWith("java.time.");
        if (plain && type.getName().startsWith("java.")) {
            return Optional.of(type.getName() + " " + value);
        }
        if (value instanceof Class<?> literal) {
            return Optional.of("class " + literal.getName());
        }
        if (type.isArray()) {
            List<Object> elements = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.add(Optional.ofNullable(Array.get(value, i)));
            }
            return all(type.getName(), elements, depth, types);
        }
        if (value instanceof Optional<?> optional) {
            return all("optional", optional.isPresent() ? List.of(optional.get()) : List.of(), depth, types);
        }
        if (type.getName().startsWith("java.util.") && value instanceof Collection<?> elements) {
            return collection(type, elements, depth, types);
        }
        if (type.getName().startsWith("java.util.") && value instanceof Map<?, ?> map) {
            List<Object> entries = new ArrayList<>();
            map.forEach((key, held) -> entries.add(List.of(Optional.ofNullable(key), Optional.ofNullable(held))));
            return collection(type, new LinkedHashSet<>(entries), depth, types);
        }
        return type.isRecord() ? components(type, value, depth, types) : Optional.empty();
    }

    /** Only some sets and maps have an order of their own. */
    private static Optional<String> collection(Class<?> type, Collection<?> elements, int depth, Set<Class<?>> types) {
        boolean ordered = elements instanceof List<?>
                || type.getSimpleName().startsWith("Linked")
                || type.getSimpleName().startsWith("Tree");
        if (ordered) {
            return all("list", elements, depth, types);
        }
        TreeSet<String> sorted = new TreeSet<>();
        for (Object element : elements) {
            Optional<String> text = text(Optional.ofNullable(element), depth + 1, types);
            if (text.isEmpty()) {
                return text;
            }
            sorted.add(text.get());
        }
        return Optional.of(type.getName() + sorted);
    }

    private static Optional<String> all(String name, Collection<?> elements, int depth, Set<Class<?>> types) {
        StringBuilder all = new StringBuilder(name).append('[');
        for (Object element : elements) {
            Optional<String> text = element == null ? Optional.of("null") : text(element, depth + 1, types);
            if (text.isEmpty()) {
                return text;
            }
            all.append(text.get().length()).append(' ').append(text.get()).append(',');
        }
        return Optional.of(all.append(']').toString());
    }

    private static Optional<String> components(Class<?> type, Object value, int depth, Set<Class<?>> types) {
        List<Object> components = new ArrayList<>();
        types.add(type);
        try {
            for (RecordComponent component : type.getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                components.add(Optional.ofNullable(component.getAccessor().invoke(value)));
            }
        } catch (ReflectiveOperationException | RuntimeException e) { // the user's accessor: the object counts instead
            return Optional.empty();
        }
        return all(type.getName(), components, depth, types);
    }
}
