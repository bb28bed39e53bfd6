package dev.rondo.pipeline;

import dev.rondo.definition.Problem;
import dev.rondo.settings.SettingProblem;
import dev.rondo.settings.SettingsException;
import dev.rondo.settings.SettingsSchema;
import java.util.List;
import java.util.Optional;

/** Finds a pipeline's settings record and reads its schema. */
final class ReadSettings {
    private final String place;
    private final List<Problem> problems;

    ReadSettings(String place, List<Problem> problems) {
        this.place = place;
        this.problems = problems;
    }

    SettingsSchema of(Class<?> pipelineClass) {
        Optional<Class<? extends Record>> type = TypeArguments.settingsOf(pipelineClass);
        if (type.isEmpty()) {
            problems.add(
                    Problem.error(
                            "unknown-settings-type",
                            place,
                            "Its class " + pipelineClass.getName() + " does not say which record its settings are.",
                            "Declare it as \"implements Pipeline<Settings>\" with a record, or Pipeline<Pipeline.NoSettings>."));
        }
        try {
            return SettingsSchema.of(type.orElse(Pipeline.NoSettings.class));
        } catch (SettingsException e) {
            for (SettingProblem problem : e.problems()) {
                problems.add(Problem.error(
                        "bad-settings",
                        place + "/settings" + (problem.setting().isEmpty() ? "" : "." + problem.setting()),
                        problem.reason(),
                        problem.remedy()));
            }
            return SettingsSchema.of(Pipeline.NoSettings.class);
        }
    }
}
