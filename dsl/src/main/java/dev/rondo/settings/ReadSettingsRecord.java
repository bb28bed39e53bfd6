package dev.rondo.settings;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the schema out of a settings record and collects what is wrong with it. */
final class ReadSettingsRecord {
    private final Class<? extends Record> type;
    private final List<SettingProblem> problems = new ArrayList<>();
    private final List<Setting> settings = new ArrayList<>();

    ReadSettingsRecord(Class<? extends Record> type) {
        this.type = type;
    }

    SettingsSchema read() {
        if (!type.isRecord()) {
            throw new SettingsException(List.of(new SettingProblem(
                    "", type.getName() + " is not a record.", "Write the settings as a record of their own.")));
        }
        for (RecordComponent component : type.getRecordComponents()) {
            read(component);
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        SettingsSchema schema = new SettingsSchema(type, settings);
        if (settings.stream().noneMatch(Setting::required)) {
            checkThatTheRecordAcceptsItsDefaults(schema);
        }
        return schema;
    }

    private void read(RecordComponent component) {
        String name = component.getName();
        Optional<SettingType> known = SettingType.of(component.getGenericType());
        if (known.isEmpty()) {
            problem(
                    name,
                    "Its type " + component.getGenericType().getTypeName() + " is not one that settings can have.",
                    "Use " + SettingType.KNOWN_TYPES + ".");
            return;
        }
        Optional<Range> range = Optional.ofNullable(component.getAnnotation(Range.class));
        Setting setting = new Setting(
                name,
                component.getGenericType(),
                range.map(Range::min).filter(Double::isFinite),
                range.map(Range::max).filter(Double::isFinite),
                Optional.ofNullable(component.getAnnotation(Unit.class))
                        .map(Unit::value)
                        .orElse(""),
                Optional.ofNullable(component.getAnnotation(Default.class)).map(Default::value),
                Optional.ofNullable(component.getAnnotation(Doc.class))
                        .map(Doc::value)
                        .orElse(""));
        checkAnnotations(setting, known.get(), range);
        checkDefault(setting, known.get());
        settings.add(setting);
    }

    private void checkAnnotations(Setting setting, SettingType known, Optional<Range> range) {
        if (range.isPresent() && !known.isNumber()) {
            problem(setting.name(), "It has a @Range but is no number.", "Remove the @Range.");
        }
        if (!setting.unit().isEmpty() && !known.isNumber()) {
            problem(setting.name(), "It has a @Unit but is no number.", "Remove the @Unit.");
        }
        range.filter(limits -> !(limits.min() <= limits.max()))
                .ifPresent(limits -> problem(
                        setting.name(),
                        "Its range from " + limits.min() + " to " + limits.max() + " is empty.",
                        "Let min be at most max."));
    }

    private void checkDefault(Setting setting, SettingType known) {
        if (setting.defaultText().isEmpty()) {
            return;
        }
        String text = setting.defaultText().get();
        if (known.optional()) {
            problem(
                    setting.name(),
                    "It is an Optional and has the default \"" + text + "\", so it would never be empty.",
                    "Remove the @Default, or the Optional.");
            return;
        }
        Optional<Object> value = known.read(text);
        if (value.isEmpty()) {
            problem(setting.name(), "Its default \"" + text + "\" is no " + known.kind().noun + ".", known.remedy());
        } else if (known.isNumber() && setting.isOutside(value.get())) {
            problem(
                    setting.name(),
                    "Its default " + text + " is outside its range: " + setting.range() + ".",
                    "Change the default or the range.");
        }
    }

    private static void checkThatTheRecordAcceptsItsDefaults(SettingsSchema schema) {
        schema.bind(Map.of());
    }

    private void problem(String setting, String reason, String remedy) {
        problems.add(new SettingProblem(setting, reason, remedy));
    }
}
