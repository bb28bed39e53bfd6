package dev.rondo.engine.trigger;

import dev.rondo.definition.PipelineName;

/**
 * Names a trigger in the whole catalog. Written {@code pipeline:id}, for example {@code bike-demand:changed-1}.
 *
 * @param id unique in the pipeline
 */
public record TriggerKey(PipelineName pipeline, String id) {

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when there is no colon or no valid pipeline name before it
     */
    public static TriggerKey parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw new IllegalArgumentException("A trigger is named pipeline:id; got \"" + text + "\"");
        }
        return new TriggerKey(PipelineName.of(text.substring(0, colon)), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return pipeline + ":" + id;
    }
}
