package dev.rondo.settings;

import java.lang.reflect.Type;
import java.util.Optional;

/**
 * One component of a settings record.
 *
 * @param min least value of a number; empty without limit
 * @param max greatest value of a number; empty without limit
 * @param unit what a number counts; empty where there is none
 * @param defaultText the default as written in {@code @Default}; empty when the setting is required
 * @param description what it does, from {@code @Doc}; empty where not said
 */
public record Setting(
        String name,
        Type type,
        Optional<Double> min,
        Optional<Double> max,
        String unit,
        Optional<String> defaultText,
        String description) {}
