package dev.rondo.engine.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The row a query stands on. Valid only inside {@link RowMapper#map}. Columns are named as in the query. */
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    public String text(String column) {
        return present(column, optionalText(column));
    }

    public Optional<String> optionalText(String column) {
        return get(column, String.class);
    }

    public byte[] bytes(String column) {
        return present(column, get(column, byte[].class));
    }

    public int integer(String column) {
        return present(column, optionalInteger(column));
    }

    public Optional<Integer> optionalInteger(String column) {
        return number(column, Integer.class, result::getInt);
    }

    public long bigint(String column) {
        return present(column, optionalBigint(column));
    }

    public Optional<Long> optionalBigint(String column) {
        return number(column, Long.class, result::getLong);
    }

    public double decimal(String column) {
        return present(column, optionalDecimal(column));
    }

    public Optional<Double> optionalDecimal(String column) {
        return number(column, Double.class, result::getDouble);
    }

    public boolean bool(String column) {
        return present(column, get(column, Boolean.class));
    }

    public Instant instant(String column) {
        return present(column, optionalInstant(column));
    }

    public Optional<Instant> optionalInstant(String column) {
        return get(column, OffsetDateTime.class).map(OffsetDateTime::toInstant);
    }

    /** The constant that was bound by its name. */
    public <E extends Enum<E>> E constant(String column, Class<E> type) {
        return Enum.valueOf(type, text(column));
    }

    private <T> Optional<T> get(String column, Class<T> type) {
        try {
            @Nullable T value = result.getObject(column, type);
            return Optional.ofNullable(value);
        } catch (SQLException e) {
            throw StoreException.of("Column \"" + column + "\" cannot be read as " + type.getSimpleName(), e);
        }
    }

    /** The plain getters convert between kinds of numbers, such as a count, on every database; the typed ones do not. */
    private <T> Optional<T> number(String column, Class<T> type, Getter<T> getter) {
        try {
            T value = getter.get(column);
            return result.wasNull() ? Optional.empty() : Optional.of(value);
        } catch (SQLException e) {
            throw StoreException.of("Column \"" + column + "\" cannot be read as " + type.getSimpleName(), e);
        }
    }

    private interface Getter<T> {
        T get(String column) throws SQLException;
    }

    private static <T> T present(String column, Optional<T> value) {
        return value.orElseThrow(() -> new StoreException(
                StoreException.Kind.FAILED,
                "Column \"" + column + "\" holds nothing in a row where something is required"));
    }
}
