package dev.rondo.engine.code;

import java.util.List;
import java.util.Optional;

/**
 * Where the code of a step begins, and what the engine does with it by reflection.
 *
 * @param owner class of the function, by internal name
 * @param method the function's name
 * @param descriptor the function's descriptor
 * @param exposed classes, by internal name, whose values the engine makes or takes apart: inputs, outputs
 * @param objects classes of objects that exist before the step begins: codecs, and what the function brings along
 * @param values what the function brings along by value, as texts
 * @param definition where those objects were made, when their state cannot be told otherwise: the class whose constructors
 *     and {@code define} count too
 * @param settings the settings record, by internal name
 * @param takesContext whether the function takes the context
 */
public record CodeEntry(
        String owner,
        String method,
        String descriptor,
        List<String> exposed,
        List<String> objects,
        List<String> values,
        Optional<String> definition,
        String settings,
        boolean takesContext) {
    public CodeEntry {
        exposed = List.copyOf(exposed);
        objects = List.copyOf(objects);
        values = List.copyOf(values);
    }

    /**
     * All of it, in the form of a record: kept answers are found by it. Written out, because linking the platform's way to
     * write nine components takes as long as analysing many classes.
     */
    @Override
    public String toString() {
        return "CodeEntry[owner=" + owner + ", method=" + method + ", descriptor=" + descriptor + ", exposed=" + exposed
                + ", objects=" + objects + ", values=" + values + ", definition=" + definition + ", settings="
                + settings
                + ", takesContext=" + takesContext + "]";
    }

    /** A static function without context that brings nothing along. */
    public static CodeEntry of(String owner, String method, String descriptor) {
        return new CodeEntry(
                owner,
                method,
                descriptor,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                "java/lang/Record",
                false);
    }
}
