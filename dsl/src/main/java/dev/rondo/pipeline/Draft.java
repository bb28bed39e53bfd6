package dev.rondo.pipeline;

import dev.rondo.check.Scope;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.fact.Facts;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a pipeline said about itself, mistakes and all.
 *
 * @param place the pipeline's name as it was written, valid or not
 * @param complete whether {@code define} came to its end and the name is valid, so that what is missing is not merely
 *     unsaid
 * @param problems the mistakes noticed while it was said
 */
record Draft(
        String place,
        PipelineDefinition definition,
        boolean complete,
        List<Problem> problems,
        Set<DatasetName> outputs,
        List<Consumer<Facts>> facts) {

    Scope.Subject subject() {
        return new Scope.Subject(definition, outputs);
    }

    /** What this pipeline says must be true and is not; nothing while it is not known in full. */
    List<Problem> factsThatFail(Scope scope) {
        return complete ? Facts.check(facts, scope.graph(), definition.name(), scope.alone()) : List.of();
    }
}
