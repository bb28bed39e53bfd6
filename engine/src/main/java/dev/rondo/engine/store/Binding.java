package dev.rondo.engine.store;

import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How Java values become arguments of a statement; see {@link Tx}. */
final class Binding {
    /** The accessor of a single-component record, looked up once per class. */
    private static final ClassValue<Method> COMPONENT = new ClassValue<>() {
        @Override
        protected Method computeValue(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            if (components.length != 1) {
                throw new IllegalArgumentException(type.getName() + " has " + components.length
                        + " components, so it is not clear which one to store; pass its parts");
            }
            return components[0].getAccessor();
        }
    };

    /** Stands for a character that cannot be stored. */
    private static final char INSTEAD = '\uFFFD';

    private Binding() {}

    /** The same values as those that {@link #bind} takes: plain ones, as they are stored, with null for what is absent. */
    static @Nullable Object[] plain(Object[] args) {
        @Nullable Object[] plain = new @Nullable Object[args.length];
        for (int i = 0; i < args.length; i++) {
            plain[i] = plain(i + 1, args[i]);
        }
        return plain;
    }

    private static @Nullable Object plain(int position, Object value) {
        if (value instanceof String text) {
            return storable(text);
        }
        if (value instanceof Long
                || value instanceof Integer
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof byte[]) {
            return value;
        }
        if (value instanceof Instant instant) {
            return instant.truncatedTo(ChronoUnit.MICROS);
        }
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? null : plain(position, optional.get());
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Record id) {
            return plain(position, component(id));
        }
        throw new IllegalArgumentException("Argument " + position + " is a "
                + value.getClass().getName()
                + ", which no column takes; pass text, a number, a truth value, an instant, an enum or an id");
    }

    /** @param value as {@link #plain} makes it */
    static void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(position, Types.NULL);
        } else if (value instanceof String text) {
            statement.setString(position, text);
        } else if (value instanceof Long number) {
            statement.setLong(position, number);
        } else if (value instanceof Integer number) {
            statement.setInt(position, number);
        } else if (value instanceof Double number) {
            statement.setDouble(position, number);
        } else if (value instanceof Boolean bool) {
            statement.setBoolean(position, bool);
        } else if (value instanceof Instant instant) {
            statement.setObject(position, instant.atOffset(ZoneOffset.UTC));
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(position, bytes);
        } else {
            throw new IllegalArgumentException(
                    "Argument " + position + " is a " + value.getClass().getName() + ", which is not a plain value");
        }
    }

    /**
     * PostgreSQL refuses a text with the character 0 in it, and half of a pair of surrogates has no bytes in UTF-8; steps
     * write such texts into logs and messages.
     */
    private static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                byte[] bytes = text.replace('\0', INSTEAD).getBytes(UTF_16BE); // which puts this for half a pair
                return new String(bytes, UTF_16BE);
            }
        }
        return text;
    }

    private static Object component(Record id) {
        try {
            return COMPONENT.get(id.getClass()).invoke(id);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    id.getClass().getName() + " cannot be read; an id that is stored is a public record", e);
        }
    }
}
