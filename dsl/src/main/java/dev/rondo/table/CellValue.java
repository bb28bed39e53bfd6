package dev.rondo.table;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a cell of each type may hold, and how it is written as text. */
final class CellValue {
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    private CellValue() {}

    /**
     * The value as a column of {@code type} keeps it: {@link Long}, {@link Double}, {@link String}, {@link Boolean},
     * {@link LocalDate} or {@link Instant}; empty for {@link Optional#empty()}, which stands for a missing cell.
     *
     * @throws IllegalArgumentException saying what the column holds instead
     */
    static Optional<Object> of(Column column, @Nullable Object cell) {
        if (cell == null) {
            throw new IllegalArgumentException(
                    "Column \"" + column.name() + "\" was given null; write Optional.empty() for a missing cell");
        }
        if (cell instanceof Optional<?> optional) {
            return optional.flatMap(value -> of(column, value));
        }
        Optional<Object> value = switch (column.type()) {
            case INTEGER ->
                cell instanceof Long || cell instanceof Integer || cell instanceof Short || cell instanceof Byte
                        ? Optional.of(((Number) cell).longValue())
                        : Optional.empty();
            case DECIMAL ->
                cell instanceof Number number && Double.isFinite(number.doubleValue())
                        ? Optional.of(number.doubleValue())
                        : Optional.empty();
            case TEXT -> cell instanceof String ? Optional.of(cell) : Optional.empty();
            case BOOLEAN -> cell instanceof Boolean ? Optional.of(cell) : Optional.empty();
            case DATE -> cell instanceof LocalDate ? Optional.of(cell) : Optional.empty();
            case TIMESTAMP -> cell instanceof Instant ? Optional.of(cell) : Optional.empty();
        };
        if (value.isEmpty()) {
            throw new IllegalArgumentException("Column \"" + column.name() + "\" holds " + noun(column.type()) + "s ("
                    + javaType(column.type()) + "); got "
                    + (cell instanceof Number ? "" : "a " + cell.getClass().getSimpleName() + ": ") + cell);
        }
        return value;
    }

    /**
     * Reads a value as it stands in a file; empty when {@code text} is not one. Blanks around it are not accepted.
     */
    static Optional<Object> parse(ColumnType type, String text) {
        try {
            return switch (type) {
                case INTEGER -> INTEGER.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
                case DECIMAL -> DECIMAL.matcher(text).matches() ? finite(Double.parseDouble(text)) : Optional.empty();
                case TEXT -> Optional.of(text);
                case BOOLEAN ->
                    text.equals("true") || text.equals("false") ? Optional.of(text.equals("true")) : Optional.empty();
                case DATE -> Optional.of(LocalDate.parse(text));
                case TIMESTAMP -> Optional.of(Instant.parse(text));
            };
        } catch (NumberFormatException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> finite(double number) {
        return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    }

    /** The text that {@link #parse} reads back as the same value; the same on every machine. */
    static String format(Object value) {
        return value instanceof Double number ? DecimalText.of(number) : value.toString();
    }

    static String noun(ColumnType type) {
        return switch (type) {
            case INTEGER -> "whole number";
            case DECIMAL -> "decimal number";
            case TEXT -> "text";
            case BOOLEAN -> "truth value";
            case DATE -> "date";
            case TIMESTAMP -> "timestamp";
        };
    }

    /** What a cell of this type looks like in a file, for messages. */
    static String example(ColumnType type) {
        return switch (type) {
            case INTEGER -> "digits with an optional sign, up to 64 bits";
            case DECIMAL -> "digits with a point, such as 0.24 or 1.5e-7";
            case TEXT -> "any text";
            case BOOLEAN -> "true or false";
            case DATE -> "ISO-8601, such as 2011-09-30";
            case TIMESTAMP -> "ISO-8601 in UTC, such as 2011-09-30T17:00:00Z";
        };
    }

    private static String javaType(ColumnType type) {
        return switch (type) {
            case INTEGER -> "long or int";
            case DECIMAL -> "any finite number";
            case TEXT -> "String";
            case BOOLEAN -> "boolean";
            case DATE -> "LocalDate";
            case TIMESTAMP -> "Instant";
        };
    }

    /** A cell's text as a message shows it: on one line and not too long. */
    static String shown(String text) {
        String line = text.codePoints()
                .mapToObj(c -> c < ' ' || c == 0x7f ? String.format(Locale.ROOT, "\\u%04x", c) : Character.toString(c))
                .reduce("", String::concat);
        return '"' + (line.length() > 60 ? line.substring(0, 57) + "..." : line) + '"';
    }
}
