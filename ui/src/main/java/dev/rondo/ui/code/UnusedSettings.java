package dev.rondo.ui.code;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepDefinition;
import dev.rondo.engine.code.StepCode;
import dev.rondo.engine.deploy.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the settings of a pipeline that none of its steps can read. */
final class UnusedSettings {
    private UnusedSettings() {}

    static List<Problem> of(Deployment deployment) {
        PipelineDefinition pipeline = deployment.pipeline();
        List<StepCode> codes = new ArrayList<>();
        for (StepDefinition step : pipeline.steps()) {
            Optional<StepCode> code = deployment.code().step(step.name());
            if (step.code().isPresent() && code.isEmpty()) {
                return List.of(); // it may read anything
            }
            code.ifPresent(codes::add);
        }
        return pipeline.settings().settings().stream()
                .filter(setting -> codes.stream().noneMatch(c -> c.reads().reads(setting.name())))
                .map(setting -> Problem.warning(
                        "unused-setting",
                        pipeline.name() + "/settings." + setting.name(),
                        "No step reads this setting, so a run with another value of it does the same.",
                        "Remove it from the settings record, or read it in the step that it is meant for."))
                .toList();
    }
}
