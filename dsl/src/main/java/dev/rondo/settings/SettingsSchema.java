package dev.rondo.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a pipeline, read from its settings record. A component is an {@code int}, {@code long}, {@code
 * double}, {@code boolean}, {@link String}, enum, {@link java.time.Duration}, {@link java.time.LocalDate}, {@code
 * List<String>} or an {@link Optional} of one of these, and may carry {@link Default}, {@link Range}, {@link Unit} and
 * {@link Doc}. Without a default it is required; an {@link Optional} is empty until it is set.
 *
 * <p><b>Threads.</b> Safe for many threads.
 *
 * @param type the record
 */
public record SettingsSchema(Class<? extends Record> type, List<Setting> settings) {
    public SettingsSchema {
        settings = List.copyOf(settings);
    }

    /**
     * Reads the schema of a record and checks it: types, ranges, and defaults against both. When every setting has a
     * default, the record is made once to see that its own constructor accepts them.
     *
     * @throws SettingsException naming all that is wrong with the record
     */
    public static SettingsSchema of(Class<? extends Record> type) {
        return new ReadSettingsRecord(type).read();
    }

    public Optional<Setting> setting(String name) {
        return settings.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    /**
     * Makes the record of values by setting name, with defaults for those not named. Values are texts or what JSON
     * yields: numbers, Booleans, texts, lists of texts. A duration or date is an ISO-8601 text, an enum its name.
     *
     * @throws SettingsException naming all that is wrong with the values: unknown and missing settings, wrong types,
     *     numbers outside their range
     */
    public Record bind(Map<String, ?> values) {
        return new BindSettings(this, values).bind();
    }

    /**
     * The values of a settings record as JSON would hold them, in the order of its components; {@link #bind} turns them
     * back into an equal record. An empty optional is left out.
     */
    public Map<String, Object> values(Record record) {
        if (record.getClass() != type) {
            throw new IllegalArgumentException("The settings are of type " + type.getName() + "; got a "
                    + record.getClass().getName());
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Setting setting = setting(component.getName()).orElseThrow();
            Object value = valueOf(record, component);
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(
                        v -> values.put(setting.name(), setting.settingType().write(v)));
            } else {
                values.put(setting.name(), setting.settingType().write(value));
            }
        }
        return Collections.unmodifiableMap(values);
    }

    /** One line for each setting, for people. */
    public List<String> describe() {
        return settings.stream().map(Setting::describe).toList();
    }

    private static Object valueOf(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            Object value = component.getAccessor().invoke(record);
            if (value == null) {
                throw new IllegalArgumentException("Setting \"" + component.getName() + "\" of " + record
                        + " is null; let the record's constructor refuse that");
            }
            return value;
        } catch (InvocationTargetException | IllegalAccessException e) {
            throw new IllegalStateException("Setting \"" + component.getName() + "\" cannot be read", e);
        }
    }
}
