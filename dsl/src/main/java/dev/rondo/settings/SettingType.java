package dev.rondo.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A type that a setting may have, and how values of it are read and written.
 *
 * @param raw the Java type of the value itself, such as the enum class
 * @param optional whether the component is an {@link Optional} of it
 */
record SettingType(Kind kind, Class<?> raw, boolean optional) {

    static final String KNOWN_TYPES =
            "int, long, double, boolean, String, an enum, Duration, LocalDate, List<String> or an Optional of one of these";

    /** The kinds of value. */
    enum Kind {
        INT("whole number of 32 bits", "Write digits with an optional sign."),
        LONG("whole number of 64 bits", "Write digits with an optional sign."),
        DOUBLE("decimal number", "Write digits with a point, such as 0.05 or 1e-3."),
        BOOLEAN("truth value", "Write true or false."),
        TEXT("text", "Write it in quotes."),
        ENUM("known name", ""),
        DURATION("duration", "Write it as in ISO-8601, such as PT5M or P7D."),
        DATE("date", "Write it as in ISO-8601, such as 2011-09-30."),
        TEXTS("list of texts", "Write a list, or the texts with commas between them.");

        final String noun;
        final String remedy;

        Kind(String noun, String remedy) {
            this.noun = noun;
            this.remedy = remedy;
        }
    }

    /** The setting type of a record component; empty when settings do not know the Java type. */
    static Optional<SettingType> of(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return of(generic.getActualTypeArguments()[0])
                    .filter(inner -> !inner.optional)
                    .map(inner -> new SettingType(inner.kind, inner.raw, true));
        }
        if (type instanceof ParameterizedType generic
                && generic.getRawType() == List.class
                && generic.getActualTypeArguments()[0] == String.class) {
            return Optional.of(new SettingType(Kind.TEXTS, List.class, false));
        }
        return type instanceof Class<?> raw
                ? kindOf(raw).map(kind -> new SettingType(kind, raw, false))
                : Optional.empty();
    }

    private static Optional<Kind> kindOf(Class<?> raw) {
        if (raw == int.class || raw == Integer.class) {
            return Optional.of(Kind.INT);
        }
        if (raw == long.class || raw == Long.class) {
            return Optional.of(Kind.LONG);
        }
        if (raw == double.class || raw == Double.class) {
            return Optional.of(Kind.DOUBLE);
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return Optional.of(Kind.BOOLEAN);
        }
        if (raw == String.class) {
            return Optional.of(Kind.TEXT);
        }
        if (raw == Duration.class) {
            return Optional.of(Kind.DURATION);
        }
        if (raw == LocalDate.class) {
            return Optional.of(Kind.DATE);
        }
        return raw.isEnum() ? Optional.of(Kind.ENUM) : Optional.empty();
    }

    boolean isNumber() {
        return kind == Kind.INT || kind == Kind.LONG || kind == Kind.DOUBLE;
    }

    /** The value that {@code given} (text, number, Boolean or list) stands for; empty when it is none of this type. */
    Optional<Object> read(@Nullable Object given) {
        if (given == null) {
            return Optional.empty();
        }
        try {
            return switch (kind) {
                case INT -> number(given).map(BigDecimal::intValueExact);
                case LONG -> number(given).map(BigDecimal::longValueExact);
                case DOUBLE -> number(given).map(BigDecimal::doubleValue).flatMap(SettingType::finite);
                case BOOLEAN -> given instanceof Boolean ? Optional.of(given) : truth(given.toString());
                case TEXT -> given instanceof String ? Optional.of(given) : Optional.empty();
                case ENUM ->
                    Arrays.stream(raw.getEnumConstants())
                            .filter(constant -> ((Enum<?>) constant).name().equals(given))
                            .map(Object.class::cast)
                            .findFirst();
                case DURATION -> given instanceof String text ? Optional.of(Duration.parse(text)) : Optional.empty();
                case DATE -> given instanceof String text ? Optional.of(LocalDate.parse(text)) : Optional.empty();
                case TEXTS -> texts(given);
            };
        } catch (ArithmeticException | NumberFormatException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The value as JSON would hold it; {@link #read} turns it back. */
    Object write(Object value) {
        return switch (kind) {
            case INT, LONG, DOUBLE, BOOLEAN, TEXT, TEXTS -> value;
            case ENUM -> ((Enum<?>) value).name();
            case DURATION, DATE -> value.toString();
        };
    }

    /** What to write for a value of this type, as a sentence. */
    String remedy() {
        return kind == Kind.ENUM ? "Write one of " + String.join(", ", names()) + "." : kind.remedy;
    }

    /** The names of an enum's constants; none for another type. */
    List<String> names() {
        return kind == Kind.ENUM
                ? Arrays.stream(raw.getEnumConstants())
                        .map(constant -> ((Enum<?>) constant).name())
                        .toList()
                : List.of();
    }

    String describe() {
        String text = switch (kind) {
            case INT, LONG -> "whole number";
            case DOUBLE, BOOLEAN, TEXT, DURATION, DATE, TEXTS -> kind.noun;
            case ENUM -> names().stream().collect(Collectors.joining(", ", "one of ", ""));
        };
        return optional ? "optional " + text : text;
    }

    private static Optional<BigDecimal> number(Object given) {
        return given instanceof Number || given instanceof String
                ? Optional.of(new BigDecimal(given.toString()))
                : Optional.empty();
    }

    private static Optional<Object> finite(double number) {
        return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    }

    private static Optional<Object> truth(String text) {
        return text.equals("true") || text.equals("false") ? Optional.of(text.equals("true")) : Optional.empty();
    }

    private static Optional<Object> texts(Object given) {
        if (given instanceof List<?> list) {
            return list.stream().allMatch(String.class::isInstance)
                    ? Optional.of(list.stream().map(String.class::cast).toList())
                    : Optional.empty();
        }
        return given instanceof String text
                ? Optional.of(Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList())
                : Optional.empty();
    }
}
