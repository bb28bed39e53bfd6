package dev.rondo.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that cannot be used; names every problem, not only the first. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<SettingProblem> problems;

    public SettingsException(List<SettingProblem> problems) {
        super(problems.stream()
                .map(SettingProblem::toString)
                .collect(Collectors.joining("\n  ", "The settings cannot be used:\n  ", "")));
        this.problems = List.copyOf(problems);
    }

    public List<SettingProblem> problems() {
        return problems;
    }
}
