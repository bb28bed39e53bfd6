package dev.rondo.engine.store;

import static java.util.stream.Collectors.joining;

import dev.rondo.engine.store.Outbox.Parcel;
import dev.rondo.engine.store.Outbox.Write;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one connection, kept prepared. What may be done later waits until something is asked, or until
 * {@link #flush}: to a server it goes together then; to a database of this process, {@linkplain WriteBehind behind} the
 * thread that writes, which goes on.
 *
 * <p><b>Threads:</b> one at a time; {@link Database} sees to it.
 */
final class Statements implements Tx, AutoCloseable {
    private static final String COMMIT = "commit";

    /** So many rows are done behind before all are known; to wake a thread takes as long as some of them. */
    private static final int ENOUGH = 256;

    /** What becomes of a statement that may be done later. */
    private enum Later {
        AT_ONCE,
        TOGETHER,
        BEHIND
    }

    private final Numbers numbers;
    private final boolean writable;
    private final Later later;
    private final WriteBehind behind = new WriteBehind();
    private final Recording recording = new Recording(Journal.CAPACITY);
    private final Prepared.Kept prepared;
    private final Outbox outbox = new Outbox();
    private boolean changed;

    private Statements(Connection connection, Numbers numbers, boolean writable, Later later) {
        this.numbers = numbers;
        this.writable = writable;
        this.later = later;
        this.prepared = new Prepared.Kept(connection, later == Later.TOGETHER);
    }

    static Statements reading(Connection connection) {
        return new Statements(connection, new Numbers(), false, Later.AT_ONCE);
    }

    /** Each statement is done at once. */
    static Statements writing(Connection connection, Numbers numbers) {
        return new Statements(connection, numbers, true, Later.AT_ONCE);
    }

    /** For a server far away: statements that nobody asks about are sent together. */
    static Statements writingTogether(Connection connection, Numbers numbers) {
        return new Statements(connection, numbers, true, Later.TOGETHER);
    }

    /** For a database of this process with a disk: statements that nobody asks about are done on a thread of their own. */
    static Statements writingBehind(Connection connection, Numbers numbers) {
        return new Statements(connection, numbers, true, Later.BEHIND);
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
        int rows = write(sql, prepared -> {
            prepared.bind(plain);
            return prepared.statement().executeUpdate();
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
        return send(sql, plain(rows));
    }

    @Override
    public void later(String sql, Object... args) {
        laterAll(sql, List.<Object[]>of(args));
    }

    @Override
    public void laterAll(String sql, List<Object[]> rows) {
        if (later == Later.AT_ONCE) {
            batch(sql, rows);
        } else {
            hold(sql, rows, Optional.empty());
        }
    }

    @Override
    public void mustChangeEach(String sql, List<Object[]> rows, Supplier<StoreException> otherwise) {
        if (later != Later.AT_ONCE) {
            hold(sql, rows, Optional.of(otherwise));
        } else if (!Arrays.stream(batch(sql, rows)).allMatch(count -> count == 1)) {
            throw otherwise.get();
        }
    }

    private void hold(String sql, List<Object[]> rows, Optional<Supplier<StoreException>> otherwise) {
        if (!rows.isEmpty()) {
            noteWrite(sql);
            List<@Nullable Object[]> plain = plain(rows);
            outbox.add(sql, plain, otherwise);
            if (later == Later.BEHIND) {
                recording.add(sql, plain, otherwise.isPresent() ? plain.size() : Recording.NOBODY_KNOWS);
                if (outbox.rows() >= ENOUGH) {
                    doBehind();
                }
            }
        }
    }

    private static List<@Nullable Object[]> plain(List<Object[]> rows) {
        List<@Nullable Object[]> plain = new ArrayList<>(rows.size());
        rows.forEach(row -> plain.add(Binding.plain(row)));
        return plain;
    }

    /** Begins to do what was to be done later, if that is done behind; {@link #flush} tells what became of it. */
    void doBehind() {
        if (later == Later.BEHIND && !outbox.isEmpty()) {
            List<Write> writes = outbox.takeWrites();
            behind.give(() -> writes.forEach(this::sendWrite));
        }
    }

    /** Does what was to be done later. */
    void flush() {
        if (later == Later.BEHIND) {
            behind.end();
            outbox.takeWrites().forEach(this::sendWrite);
        } else {
            outbox.take().forEach(this::send);
        }
    }

    /**
     * Does what was to be done later and commits, the last of it in one message with the commit: a server does nothing of a
     * message behind a statement that has failed.
     */
    void commit() {
        List<Parcel> parcels = outbox.take();
        int last = parcels.size() - 1;
        if (last < 0 || parcels.get(last).isBatch()) {
            parcels.forEach(this::send);
            send(List.of(COMMIT), prepared -> prepared.statement().execute());
        } else {
            parcels.subList(0, last).forEach(this::send);
            commitWith(parcels.get(last));
        }
    }

    private void commitWith(Parcel parcel) {
        List<String> statements = parcel.insisting();
        statements.add(COMMIT);
        send(statements, prepared -> {
            bindAll(prepared, parcel);
            try {
                return prepared.statement().execute();
            } catch (SQLException e) {
                Optional<StoreException> otherwise = parcel.otherwise(e);
                if (otherwise.isPresent()) {
                    throw otherwise.get();
                }
                throw e;
            }
        });
    }

    /** The transaction is over: what was to be done later is not done. */
    void forget() {
        outbox.clear();
        changed = false;
        behind.abandon();
    }

    /** @param rows arguments as {@link Binding#plain} makes them */
    int[] send(String sql, List<@Nullable Object[]> rows) {
        int[] counts = write(sql, prepared -> sendAll(prepared, rows));
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
        @Nullable Object[] plain = Binding.plain(args);
        if (later == Later.BEHIND) {
            flush();
        }
        List<Parcel> parcels = outbox.take();
        if (parcels.isEmpty() || parcels.get(parcels.size() - 1).isBatch()) {
            parcels.forEach(this::send);
            return send(List.of(sql), prepared -> {
                prepared.bind(plain);
                try (ResultSet result = prepared.statement().executeQuery()) {
                    return read(result, mapper);
                }
            });
        }
        parcels.subList(0, parcels.size() - 1).forEach(this::send);
        return sendWith(parcels.get(parcels.size() - 1), sql, plain, mapper);
    }

    private static <T> List<T> read(ResultSet result, RowMapper<T> mapper) throws SQLException {
        Row row = new Row(result);
        List<T> values = new ArrayList<>();
        while (result.next()) {
            values.add(mapper.map(row));
        }
        return values;
    }

    /** Sends a parcel and, in the same message, a question. */
    private <T> List<T> sendWith(Parcel parcel, String sql, @Nullable Object[] args, RowMapper<T> mapper) {
        List<String> statements = parcel.statements();
        statements.add(sql);
        return send(statements, prepared -> {
            prepared.bind(bindAll(prepared, parcel), args);
            prepared.statement().execute();
            check(parcel, prepared.statement());
            try (ResultSet result = prepared.statement().getResultSet()) {
                return read(result, mapper);
            }
        });
    }

    private void send(Parcel parcel) {
        if (parcel.isBatch()) {
            Write write = parcel.writes().get(0);
            if (sendAsOne(write)) {
                return;
            }
            sendWrite(write);
            return;
        }
        send(parcel.statements(), prepared -> {
            bindAll(prepared, parcel);
            prepared.statement().execute();
            return check(parcel, prepared.statement());
        });
    }

    private void sendWrite(Write write) {
        int[] counts = send(List.of(write.sql()), prepared -> sendAll(prepared, write.rows()));
        write.check(Arrays.stream(counts).boxed().toList(), 0);
    }

    /** Sends one statement for all rows; false, and nothing is sent, if this statement cannot be said so. */
    private boolean sendAsOne(Write write) {
        Optional<ManyRows> many = ManyRows.of(write.sql(), write.rows());
        if (many.isEmpty()) {
            return false;
        }
        try {
            write.checkAll(many.get().send(prepared));
        } catch (SQLException e) {
            throw StoreException.of(failed(List.of(write.sql())), e);
        }
        return true;
    }

    /** How many arguments were bound. */
    private static int bindAll(Prepared prepared, Parcel parcel) throws SQLException {
        int bound = 0;
        for (Write write : parcel.writes()) {
            for (@Nullable Object[] row : write.rows()) {
                prepared.bind(bound, row);
                bound += row.length;
            }
        }
        return bound;
    }

    /** Reads the answers to a parcel and goes on to what follows it; how many there were. */
    private static int check(Parcel parcel, PreparedStatement sent) throws SQLException {
        List<Integer> counts = new ArrayList<>();
        int size =
                parcel.writes().stream().mapToInt(write -> write.rows().size()).sum();
        while (counts.size() < size) {
            counts.add(sent.getUpdateCount());
            sent.getMoreResults();
        }
        int from = 0;
        for (Write write : parcel.writes()) {
            write.check(counts, from);
            from += write.rows().size();
        }
        return size;
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
        behind.close();
        prepared.close();
    }

    private static int[] sendAll(Prepared prepared, List<@Nullable Object[]> rows) throws SQLException {
        for (@Nullable Object[] row : rows) {
            prepared.bind(row);
            prepared.statement().addBatch();
        }
        int[] counts = prepared.statement().executeBatch();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == Statement.SUCCESS_NO_INFO) {
                counts[i] = 1; // an insert of one row that the driver has sent together with others
            }
        }
        return counts;
    }

    private <T> T write(String sql, Work<T> work) {
        noteWrite(sql);
        flush();
        return send(List.of(sql), work);
    }

    private void noteWrite(String sql) {
        if (!writable) {
            throw new IllegalStateException("A read changes nothing; use Database.write for: " + sql);
        }
        changed = true;
        if (begins(sql, "delete ")) {
            numbers.forget();
        }
    }

    private <T> T send(List<String> sql, Work<T> work) {
        try {
            return work.with(prepared.of(sql));
        } catch (SQLException e) {
            throw StoreException.of(failed(sql), e);
        }
    }

    private static String failed(List<String> sql) {
        return sql.size() == 1
                ? "Statement failed, and its transaction is rolled back"
                : "One of " + sql.size() + " statements that were sent together failed, and their transaction is rolled"
                        + " back ("
                        + sql.stream().map(Statements::beginning).distinct().collect(joining("; ")) + ")";
    }

    /** As much of a statement as tells it from others. */
    private static String beginning(String sql) {
        return Clip.to(60, sql.strip().replaceAll("\\s+", " "));
    }

    /** Whether this is the first word of a statement, whatever stands before it to make it look nice. */
    static boolean begins(String sql, String word) {
        int from = 0;
        while (from < sql.length() && Character.isWhitespace(sql.charAt(from))) {
            from++;
        }
        return sql.regionMatches(true, from, word, 0, word.length());
    }

    private interface Work<T> {
        T with(Prepared prepared) throws SQLException;
    }
}
