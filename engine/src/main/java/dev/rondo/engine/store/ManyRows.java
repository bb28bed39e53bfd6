package dev.rondo.engine.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * A statement for many rows as PostgreSQL does it best: the arguments of one place are one array, and one statement takes its
 * rows from the arrays. To a batch the server answers row by row, which takes it longer than to change them.
 *
 * <p>Two forms of statements can be said so: an insert of one row, and an update of the row that a key names. Everything else
 * is sent as it is.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class ManyRows {
    /** Fewer are not worth a plan of their own: it is made each time, for what is in the tables then. */
    private static final int WORTH_IT = 32;

    /** Rows of one statement, so that no message becomes too long. */
    private static final int MOST = 2_000;

    private static final String VALUE = "(?:\\?|'[^',?]*'|null)";
    private static final String COLUMN_IS_VALUE = "\\w+ = " + VALUE;

    private static final Pattern INSERT = Pattern.compile(
            "\\s*(insert into \\w+\\s*\\([\\w\\s,]+\\)\\s*)values\\s*\\((" + VALUE + "(?:,\\s*" + VALUE + ")*)\\)\\s*");

    private static final Pattern UPDATE = Pattern.compile("\\s*(update \\w+\\s+set\\s+" + COLUMN_IS_VALUE + "(?:,\\s*"
            + COLUMN_IS_VALUE + ")*\\s+)(where " + COLUMN_IS_VALUE + "(?:\\s+and " + COLUMN_IS_VALUE + ")*\\s*)");

    private static final Instant FIRST = Instant.parse("0001-01-02T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-30T00:00:00Z");

    /**
     * A statement without its arguments: what stands before, between and after their places.
     *
     * @param what as far as it says what is written
     * @param where which row that is, for an update
     */
    private record Form(List<String> what, List<String> where) {
        int places() {
            return what.size() + where.size() - 2;
        }

        /** The first place that names the row. */
        int keys() {
            return what.size() - 1;
        }

        boolean isInsert() {
            return where.size() == 1;
        }
    }

    private final Form form;
    private final List<@Nullable Object[]> rows;
    /** The type of each place's arguments; null where all of them are. */
    private final @Nullable String[] types;

    private ManyRows(Form form, List<@Nullable Object[]> rows, @Nullable String[] types) {
        this.form = form;
        this.rows = rows;
        this.types = types;
    }

    /**
     * Empty when the statement and these rows have to be sent in another way.
     *
     * @param rows arguments as {@link Binding#plain} makes them
     */
    static Optional<ManyRows> of(String sql, List<@Nullable Object[]> rows) {
        if (rows.size() < WORTH_IT) {
            return Optional.empty();
        }
        return form(sql)
                .flatMap(form -> types(form, rows)
                        .filter(types -> form.isInsert() || namesEachOnce(form, rows))
                        .map(types -> new ManyRows(form, rows, types)));
    }

    private static Optional<Form> form(String sql) {
        Matcher insert = INSERT.matcher(sql);
        if (insert.matches()) {
            return Optional.of(new Form(pieces(insert.group(1) + "select " + insert.group(2)), List.of("")));
        }
        Matcher update = UPDATE.matcher(sql);
        return update.matches()
                ? Optional.of(new Form(pieces(update.group(1)), pieces(update.group(2))))
                        .filter(form -> !form.isInsert())
                : Optional.empty();
    }

    private static List<String> pieces(String part) {
        return List.of(part.split("\\?", -1));
    }

    /** Empty if one array cannot hold the arguments of each place. */
    private static Optional<@Nullable String[]> types(Form form, List<@Nullable Object[]> rows) {
        @Nullable String[] types = new @Nullable String[form.places()];
        boolean any = false;
        for (@Nullable Object[] row : rows) {
            if (row.length != types.length) {
                return Optional.empty();
            }
            for (int place = 0; place < row.length; place++) {
                Object value = row[place];
                if (value != null) {
                    String type = Prepared.TYPES.get(value.getClass());
                    boolean known = types[place] != null;
                    if (type == null || (known && !type.equals(types[place])) || !isWritten(value)) {
                        return Optional.empty();
                    }
                    types[place] = type;
                    any = true;
                }
            }
        }
        return any ? Optional.of(types) : Optional.empty();
    }

    /** Times beyond have another form. */
    private static boolean isWritten(Object value) {
        return !(value instanceof Instant time) || (time.isAfter(FIRST) && time.isBefore(LAST));
    }

    /** One statement changes a row once, whatever its arrays say. */
    private static boolean namesEachOnce(Form form, List<@Nullable Object[]> rows) {
        Set<List<@Nullable Object>> keys = new HashSet<>();
        for (@Nullable Object[] row : rows) {
            List<@Nullable Object> key = Arrays.asList(row).subList(form.keys(), row.length);
            if (key.isEmpty() || key.contains(null) || !keys.add(key)) {
                return false;
            }
        }
        return true;
    }

    /** How many rows were changed in all. */
    int send(Prepared.Kept prepared) throws SQLException {
        PreparedStatement statement = prepared.of(List.of(text())).statement();
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        int changed = 0;
        for (int from = 0; from < rows.size(); from += MOST) {
            List<@Nullable Object[]> some = rows.subList(from, Math.min(rows.size(), from + MOST));
            try {
                bind(statement, some);
                changed += statement.executeUpdate();
            } finally {
                statement.clearParameters(); // it is kept, and would keep the rows
            }
        }
        return changed;
    }

    /** The statement, which takes its rows from arrays. */
    String text() {
        List<String> arrays = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (int place = 0; place < types.length; place++) {
            if (types[place] != null) {
                arrays.add("cast(? as " + types[place] + "[])");
                columns.add(column(place));
            }
        }
        return rendered(form.what(), 0) + " from unnest(" + String.join(", ", arrays) + ") many ("
                + String.join(", ", columns) + ") " + rendered(form.where(), form.keys());
    }

    private String rendered(List<String> pieces, int first) {
        StringBuilder text = new StringBuilder(pieces.get(0));
        for (int i = 1; i < pieces.size(); i++) {
            int place = first + i - 1;
            text.append(types[place] == null ? "null" : "many." + column(place)).append(pieces.get(i));
        }
        return text.toString();
    }

    private static String column(int place) {
        return "a" + place;
    }

    private void bind(PreparedStatement statement, List<@Nullable Object[]> some) throws SQLException {
        Connection connection = statement.getConnection();
        int position = 1;
        for (int place = 0; place < types.length; place++) {
            String type = types[place];
            if (type != null) {
                Array array = connection.createArrayOf(type, values(type, some, place));
                statement.setArray(position++, array);
            }
        }
    }

    /** The driver has the shortest way for arrays of the classes that it knows; a time is written out. */
    private static @Nullable Object[] values(String type, List<@Nullable Object[]> some, int place) {
        @Nullable
        Object[] values = switch (type) {
            case "int8" -> new @Nullable Long[some.size()];
            case "int4" -> new @Nullable Integer[some.size()];
            case "float8" -> new @Nullable Double[some.size()];
            case "bool" -> new @Nullable Boolean[some.size()];
            case "bytea" -> new byte @Nullable [some.size()][];
            default -> new @Nullable String[some.size()];
        };
        for (int i = 0; i < values.length; i++) {
            Object value = some.get(i)[place];
            values[i] = value instanceof Instant time ? time.toString() : value;
        }
        return values;
    }
}
