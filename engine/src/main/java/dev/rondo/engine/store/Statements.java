package dev.rondo.engine.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one connection; keeps them prepared, since the writer sends the same few over and over.
 *
 * <p><b>Threads:</b> one at a time; {@link Database} sees to it.
 */
final class Statements implements Tx, AutoCloseable {
    private static final int KEPT = 200;

    private final Connection connection;
    private final Numbers numbers;
    private final boolean writable;
    private final Recording recording = new Recording(Journal.CAPACITY);
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(64, 0.75f, true);
    private boolean changed;

    private Statements(Connection connection, Numbers numbers, boolean writable) {
        this.connection = connection;
        this.numbers = numbers;
        this.writable = writable;
    }

    static Statements reading(Connection connection) {
        return new Statements(connection, new Numbers(), false);
    }

    static Statements writing(Connection connection, Numbers numbers) {
        return new Statements(connection, numbers, true);
    }

    /** Whether anything was sent that may have changed a row since the last call. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** What changes rows is recorded here, if the recording has begun. */
    Recording recording() {
        return recording;
    }

    @Override
    public int update(String sql, Object... args) {
        @Nullable Object[] plain = Binding.plain(args);
        int rows = write(sql, statement -> {
            Binding.bind(statement, plain);
            return statement.executeUpdate();
        });
        recording.add(sql, List.<@Nullable Object[]>of(plain), rows);
        return rows;
    }

    @Override
    public boolean updateOne(String sql, Object... args) {
        int rows = update(sql, args);
        if (rows > 1) {
            throw new StoreException(
                    StoreException.Kind.FAILED,
                    rows + " rows were changed where a key should name one; the transaction is rolled back: " + sql);
        }
        return rows == 1;
    }

    @Override
    public int[] batch(String sql, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return new int[0];
        }
        List<@Nullable Object[]> plain = new ArrayList<>(rows.size());
        rows.forEach(row -> plain.add(Binding.plain(row)));
        return send(sql, plain);
    }

    /** @param rows arguments as {@link Binding#plain} makes them */
    int[] send(String sql, List<@Nullable Object[]> rows) {
        int[] counts = write(sql, statement -> sendAll(statement, rows));
        recording.add(sql, rows, Arrays.stream(counts).sum());
        return counts;
    }

    @Override
    public long numbers(String table, String column, int count) {
        if (!writable) {
            throw new IllegalStateException("A read makes no rows; use Database.write to number those of " + table);
        }
        return numbers.take(this, table, column, count);
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper, Object... args) {
        return send(sql, statement -> {
            Binding.bind(statement, Binding.plain(args));
            try (ResultSet result = statement.executeQuery()) {
                Row row = new Row(result);
                List<T> values = new ArrayList<>();
                while (result.next()) {
                    values.add(mapper.map(row));
                }
                return values;
            }
        });
    }

    @Override
    public <T> Optional<T> one(String sql, RowMapper<T> mapper, Object... args) {
        List<T> rows = query(sql, mapper, args);
        if (rows.size() > 1) {
            throw new StoreException(
                    StoreException.Kind.FAILED, rows.size() + " rows were found where at most one is expected: " + sql);
        }
        return rows.stream().findFirst();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    private static int[] sendAll(PreparedStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        for (@Nullable Object[] row : rows) {
            Binding.bind(statement, row);
            statement.addBatch();
        }
        int[] counts = statement.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == Statement.SUCCESS_NO_INFO) {
                counts[i] = 1; // an insert of one row that the driver has sent together with others
            }
        }
        return counts;
    }

    private <T> T write(String sql, Work<T> work) {
        if (!writable) {
            throw new IllegalStateException("A read changes nothing; use Database.write for: " + sql);
        }
        changed = true;
        if (begins(sql, "delete ")) {
            numbers.forget();
        }
        return send(sql, work);
    }

    private <T> T send(String sql, Work<T> work) {
        try {
            return work.with(prepare(sql));
        } catch (SQLException e) {
            throw StoreException.of("Statement failed, and its transaction is rolled back", e);
        }
    }

    /** Whether this is the first word of a statement, whatever stands before it to make it look nice. */
    static boolean begins(String sql, String word) {
        int from = 0;
        while (from < sql.length() && Character.isWhitespace(sql.charAt(from))) {
            from++;
        }
        return sql.regionMatches(true, from, word, 0, word.length());
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known != null) {
            known.clearBatch();
            return known;
        }
        PreparedStatement statement = connection.prepareStatement(sql);
        prepared.put(sql, statement);
        if (prepared.size() > KEPT) {
            var eldest = prepared.entrySet().iterator();
            eldest.next().getValue().close();
            eldest.remove();
        }
        return statement;
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }
}
