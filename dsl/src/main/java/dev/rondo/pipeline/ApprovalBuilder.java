package dev.rondo.pipeline;

import dev.rondo.definition.EngineWork;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A step that waits until a person approves or rejects something, without a slot and for as long as it takes. What was
 * approved is handed on; what was rejected, or not approved in time, fails the step.
 */
public final class ApprovalBuilder {
    private final PipelineBuilder<?> pipeline;
    private final String name;
    private String role = "";
    private String question = "";
    private Optional<Duration> within = Optional.empty();

    ApprovalBuilder(PipelineBuilder<?> pipeline, String name) {
        this.pipeline = pipeline;
        this.name = name;
    }

    /** Who may decide, such as {@code risk-officer}; always to be said. */
    public ApprovalBuilder by(String whoseRole) {
        this.role = whoseRole;
        return this;
    }

    /** What the person is to consider. */
    public ApprovalBuilder asking(String text) {
        this.question = text;
        return this;
    }

    /** Time for the answer, after which the step fails; without limit unless said. */
    public ApprovalBuilder within(Duration time) {
        this.within = Optional.of(time);
        return this;
    }

    /** Ends the declaration: this is what is approved, and what later steps read is the approved one. */
    public <T> Dataset<T> of(Dataset<T> candidate) {
        if (role.isBlank()) {
            pipeline.problems.add(Problem.error(
                    "approval-without-role",
                    pipeline.place(name),
                    "It does not say who may approve.",
                    "Add .by(\"role\") before of(...)."));
        }
        List<Input<?>> inputs = List.of(candidate);
        return pipeline.adding()
                .handingOn(
                        name,
                        question.isBlank() ? "Waits for the approval of " + candidate.name() : question,
                        inputs,
                        StepMode.of(new EngineWork.Approval(role, question, within)));
    }
}
