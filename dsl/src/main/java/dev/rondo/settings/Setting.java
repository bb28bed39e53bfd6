package dev.rondo.settings;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * One component of a settings record.
 *
 * @param min least value of a number; empty without limit
 * @param max greatest value of a number; empty without limit
 * @param unit what a number counts; empty where there is none
 * @param defaultText the default as written in {@code @Default}; empty when there is none
 * @param description what it does, from {@code @Doc}; empty where not said
 */
public record Setting(
        String name,
        Type type,
        Optional<Double> min,
        Optional<Double> max,
        String unit,
        Optional<String> defaultText,
        String description) {

    /** Whether a value must be given: there is no default, and the component is not an {@link Optional}. */
    public boolean required() {
        return defaultText.isEmpty() && !settingType().optional();
    }

    /** One line for people, such as {@code trees: whole number, 1 to 500 trees, default 100. How many trees grow.} */
    public String describe() {
        StringBuilder line = new StringBuilder(name + ": " + settingType().describe());
        if (min.isPresent() || max.isPresent()) {
            line.append(", ").append(range());
        } else if (!unit.isEmpty()) {
            line.append(", in ").append(unit);
        }
        if (required()) {
            line.append(", required");
        }
        defaultText.ifPresent(text -> line.append(", default ").append(text.isEmpty() ? "\"\"" : text));
        line.append('.');
        if (!description.isEmpty()) {
            line.append(' ').append(description);
        }
        return line.toString();
    }

    SettingType settingType() {
        return SettingType.of(type)
                .orElseThrow(() -> new IllegalStateException("Setting \"" + name + "\" has a type that settings do not"
                        + " know: " + type.getTypeName() + "; make schemas by SettingsSchema.of, which checks that"));
    }

    boolean isOutside(Object value) {
        // Exact on both sides: a limit written as 0.1 is the same double as a value of 0.1.
        BigDecimal number = value instanceof Double d ? new BigDecimal(d) : new BigDecimal(value.toString());
        return min.filter(limit -> number.compareTo(new BigDecimal(limit)) < 0).isPresent()
                || max.filter(limit -> number.compareTo(new BigDecimal(limit)) > 0)
                        .isPresent();
    }

    /** The range with its unit, such as {@code 1 to 500 trees} or {@code at least 0}. */
    String range() {
        String low = min.map(Setting::number).orElse("");
        String high = max.map(Setting::number).orElse("");
        String range = high.isEmpty() ? "at least " + low : low.isEmpty() ? "at most " + high : low + " to " + high;
        return unit.isEmpty() ? range : range + " " + unit;
    }

    private static String number(double limit) {
        BigDecimal exact = BigDecimal.valueOf(limit).stripTrailingZeros();
        return exact.scale() <= 0 && exact.precision() - exact.scale() <= 18 ? exact.toPlainString() : exact.toString();
    }
}
