package dev.rondo.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a settings record of given values and defaults, and collects what is wrong with them. */
final class BindSettings {
    private final SettingsSchema schema;
    private final Map<String, ?> given;
    private final List<SettingProblem> problems = new ArrayList<>();

    BindSettings(SettingsSchema schema, Map<String, ?> given) {
        this.schema = schema;
        this.given = given;
    }

    Record bind() {
        given.keySet().forEach(this::checkKnown);
        List<Object> arguments = new ArrayList<>();
        for (Setting setting : schema.settings()) {
            valueOf(setting).ifPresent(arguments::add);
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return construct(arguments);
    }

    private void checkKnown(String name) {
        List<String> known = schema.settings().stream().map(Setting::name).toList();
        if (!known.contains(name)) {
            problem(
                    name,
                    "There is no such setting.",
                    Nearest.to(name, known)
                            .map(nearest -> "Did you mean \"" + nearest + "\"?")
                            .orElse(
                                    known.isEmpty()
                                            ? "The pipeline has no settings."
                                            : "The settings are " + String.join(", ", known) + "."));
        }
    }

    /** The argument for the record; empty when there is none, and then a problem is noted. */
    private Optional<Object> valueOf(Setting setting) {
        SettingType type = setting.settingType();
        if (!given.containsKey(setting.name())) {
            if (setting.required()) {
                problem(setting.name(), "It is required and was not given.", type.remedy());
            }
            return type.optional()
                    ? Optional.of(Optional.empty())
                    : setting.defaultText().flatMap(type::read);
        }
        @Nullable Object raw = given.get(setting.name());
        Optional<Object> value = type.read(raw);
        if (value.isEmpty()) {
            problem(
                    setting.name(),
                    shown(raw) + " is no " + type.kind().noun + ".",
                    Nearest.to(String.valueOf(raw), type.names())
                            .map(nearest -> "Did you mean " + nearest + "?")
                            .orElseGet(type::remedy));
            return Optional.empty();
        }
        if (type.isNumber() && setting.isOutside(value.get())) {
            problem(
                    setting.name(),
                    value.get() + " is outside its range.",
                    "Choose " + (setting.min().isPresent() && setting.max().isPresent() ? "from " : "")
                            + setting.range() + ".");
            return Optional.empty();
        }
        return type.optional() ? Optional.of(value) : value;
    }

    private Record construct(List<Object> arguments) {
        Class<?>[] types = Arrays.stream(schema.type().getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<? extends Record> constructor = schema.type().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments.toArray());
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            SettingsException refused = new SettingsException(List.of(new SettingProblem(
                    "",
                    "The constructor of " + schema.type().getSimpleName() + " refuses these values: "
                            + (cause.getMessage() == null ? cause.toString() : cause.getMessage()),
                    "Choose values that it accepts.")));
            refused.initCause(cause);
            throw refused;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "The settings record " + schema.type().getName() + " cannot be made by reflection", e);
        }
    }

    private static String shown(@Nullable Object value) {
        String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        return text.length() > 80 ? text.substring(0, 77) + "..." : text;
    }

    private void problem(String setting, String reason, String remedy) {
        problems.add(new SettingProblem(setting, reason, remedy));
    }
}
