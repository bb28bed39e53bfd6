package dev.rondo.engine.export;

import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.history.StepView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What came of running a run again, step by step. Pure.
 *
 * @param steps in the order of the pipeline
 */
public record Comparison(List<Step> steps) {
    public Comparison {
        steps = List.copyOf(steps);
    }

    /**
     * One step.
     *
     * @param same whether it ended in the same way, with outputs of the same bytes
     * @param why what differs; empty when nothing does
     */
    public record Step(String step, boolean same, String why) {}

    /** Compares with the steps of the new run. */
    public static Comparison of(ExportedRun before, List<StepView> now) {
        Map<String, StepView> byName = new HashMap<>();
        now.forEach(step -> byName.put(step.step().value(), step));
        List<Step> steps = new ArrayList<>();
        for (ExportedRun.Step step : before.steps()) {
            String why = Optional.ofNullable(byName.get(step.step()))
                    .map(again -> difference(step, again))
                    .orElse("it is not there");
            steps.add(new Step(step.step(), why.isEmpty(), why));
        }
        return new Comparison(steps);
    }

    /** Whether everything came out as it was. */
    public boolean same() {
        return steps.stream().allMatch(Step::same);
    }

    /** The first step that differs although no step before it does. */
    public Optional<Step> first(ExportedRun before) {
        Set<String> differ = new HashSet<>();
        steps.stream().filter(step -> !step.same()).forEach(step -> differ.add(step.step()));
        Map<String, List<String>> after = new HashMap<>();
        before.steps().forEach(step -> after.put(step.step(), step.after()));
        return steps.stream()
                .filter(step -> !step.same())
                .filter(step ->
                        after.getOrDefault(step.step(), List.of()).stream().noneMatch(differ::contains))
                .findFirst();
    }

    private static String difference(ExportedRun.Step before, StepView now) {
        if (!before.state().equals(now.state().name())) {
            return "it was " + before.state() + " and is " + now.state()
                    + (now.why().isEmpty() ? "" : ": " + now.why());
        }
        Map<String, OutputArtifact> outputs = new HashMap<>();
        now.outputs().forEach(out -> outputs.put(out.dataset().value(), out));
        for (ExportedRun.Output output : before.outputs()) {
            OutputArtifact again = outputs.get(output.dataset());
            if (again == null) {
                return "it did not write " + output.dataset();
            }
            if (!again.digest().hex().equals(output.digest())) {
                return output.dataset() + " was " + output.digest().substring(0, 12) + " (" + output.sizeBytes()
                        + " bytes) and is " + again.digest().shortHex() + " (" + again.sizeBytes() + " bytes)";
            }
        }
        return "";
    }
}
