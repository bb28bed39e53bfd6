package dev.rondo.engine.trigger;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.engine.store.TriggerEventTable.Kind;
import dev.rondo.partition.Partitioning;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A trigger with what its answers depend on.
 *
 * @param partitioning of the pipeline
 * @param atMostEvery least time between two runs that triggers of the pipeline start; empty without limit
 */
public record TriggerRule(
        TriggerKey key, TriggerDefinition definition, Partitioning partitioning, Optional<Duration> atMostEvery) {

    /** The rules of all triggers of a pipeline, in the order they were declared. */
    public static List<TriggerRule> of(PipelineDefinition pipeline) {
        return pipeline.triggers().stream()
                .map(trigger -> new TriggerRule(
                        new TriggerKey(pipeline.name(), trigger.id()),
                        trigger,
                        pipeline.partitioning(),
                        pipeline.atMostEvery()))
                .toList();
    }

    /** Whether an event is any business of this trigger. */
    public boolean concerns(TriggerEvent event) {
        if (definition instanceof TriggerDefinition.OnData onData) {
            return event.kind() == Kind.DATA
                    && event.dataset().filter(onData.dataset()::equals).isPresent();
        }
        return event.kind() == Kind.SLOT && event.dedupeKey().startsWith(slotPrefix(key));
    }

    /** How the keys of all slot events of a trigger begin; the due time follows. */
    public static String slotPrefix(TriggerKey key) {
        return "slot:" + key + ":";
    }
}
