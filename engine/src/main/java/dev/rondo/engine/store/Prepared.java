package dev.rondo.engine.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statements, or several that are sent together, with what has been found out about their arguments. A server plans a
 * statement again whenever the type of an argument differs from that of the time before, and null has none of its own: here
 * it gets the type of the values that were bound to its place.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Prepared implements AutoCloseable {
    private static final String TOGETHER = ";\n";
    /** What PostgreSQL calls the types of arguments. */
    static final Map<Class<?>, String> TYPES = Map.of(
            String.class, "varchar",
            Long.class, "int8",
            Integer.class, "int4",
            Double.class, "float8",
            Boolean.class, "bool",
            Instant.class, "timestamptz",
            byte[].class, "bytea");

    private final PreparedStatement statement;
    private final boolean typed;
    /** What the argument at each position was when it was last not null. */
    private @Nullable String[] types = new @Nullable String[0];

    private Prepared(PreparedStatement statement, boolean typed) {
        this.statement = statement;
        this.typed = typed;
    }

    PreparedStatement statement() {
        return statement;
    }

    /** @param args as {@link Binding#plain} makes them */
    void bind(@Nullable Object[] args) throws SQLException {
        bind(0, args);
    }

    /** Binds arguments after {@code before} others. */
    void bind(int before, @Nullable Object[] args) throws SQLException {
        for (int i = 0; i < args.length; i++) {
            int position = before + i + 1;
            Object value = args[i];
            if (typed) {
                bindTyped(position, value);
            } else {
                Binding.bind(statement, position, value);
            }
        }
    }

    private void bindTyped(int position, @Nullable Object value) throws SQLException {
        if (position >= types.length) {
            types = Arrays.copyOf(types, Math.max(position + 1, 2 * types.length));
        }
        String type = types[position];
        if (value != null) {
            types[position] = TYPES.get(value.getClass());
            Binding.bind(statement, position, value);
        } else if (type == null) {
            Binding.bind(statement, position, null);
        } else {
            statement.setNull(position, Types.OTHER, type);
        }
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }

    /** Keeps statements prepared, since the same few are sent over and over. */
    static final class Kept implements AutoCloseable {
        private static final int MOST = 200;

        private final Connection connection;
        private final boolean typed;
        private final Map<List<String>, Prepared> kept = new LinkedHashMap<>(64, 0.75f, true);

        /** @param typed whether the database wants to know the type of null */
        Kept(Connection connection, boolean typed) {
            this.connection = connection;
            this.typed = typed;
        }

        /** These statements, to be sent in one message. */
        Prepared of(List<String> sql) throws SQLException {
            Prepared known = kept.get(sql);
            if (known != null) {
                known.statement.clearBatch();
                return known;
            }
            Prepared fresh = new Prepared(connection.prepareStatement(String.join(TOGETHER, sql)), typed);
            kept.put(List.copyOf(sql), fresh);
            if (kept.size() > MOST) {
                var eldest = kept.entrySet().iterator();
                eldest.next().getValue().close();
                eldest.remove();
            }
            return fresh;
        }

        @Override
        public void close() throws SQLException {
            for (Prepared prepared : kept.values()) {
                prepared.close();
            }
            kept.clear();
        }
    }
}
