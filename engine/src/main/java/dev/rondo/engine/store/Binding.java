package dev.rondo.engine.store;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

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

    private Binding() {}

    static void bind(PreparedStatement statement, Object[] args) throws SQLException {
        for (int i = 0; i < args.length; i++) {
            bind(statement, i + 1, args[i]);
        }
    }

    private static void bind(PreparedStatement statement, int position, Object value) throws SQLException {
        if (value instanceof Optional<?> optional) {
            if (optional.isEmpty()) {
                statement.setNull(position, Types.NULL);
            } else {
                bind(statement, position, optional.get());
            }
        } else if (value instanceof String text) {
            statement.setString(position, storable(text));
        } else if (value instanceof Long number) {
            statement.setLong(position, number);
        } else if (value instanceof Integer number) {
            statement.setInt(position, number);
        } else if (value instanceof Double number) {
            statement.setDouble(position, number);
        } else if (value instanceof Boolean bool) {
            statement.setBoolean(position, bool);
        } else if (value instanceof Instant instant) {
            statement.setObject(position, instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(position, bytes);
        } else if (value instanceof Enum<?> constant) {
            statement.setString(position, constant.name());
        } else if (value instanceof Record id) {
            bind(statement, position, component(id));
        } else {
            throw new IllegalArgumentException("Argument " + position + " is a "
                    + value.getClass().getName()
                    + ", which no column takes; pass text, a number, a truth value, an instant, an enum or an id");
        }
    }

    /** PostgreSQL refuses a text with the character 0 in it; steps write such texts into logs and messages. */
    private static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
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
