package dev.rondo.engine.code;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a step can read of the context it is given. What it cannot read is not part of its cache key.
 *
 * @param settings the components of the settings record that it can read
 * @param allSettings whether it may read any of them, because the whole record leaves the code that can be followed
 * @param partition whether it can ask for its partition
 * @param seed whether it can ask for its seed
 */
public record ContextReads(Set<String> settings, boolean allSettings, boolean partition, boolean seed) {
    public ContextReads {
        settings = Set.copyOf(new TreeSet<>(settings));
    }

    /** Of a step whose function takes no context. */
    public static ContextReads nothing() {
        return new ContextReads(Set.of(), false, false, false);
    }

    /** Of a step about whose code nothing is known. */
    public static ContextReads everything() {
        return new ContextReads(Set.of(), true, true, true);
    }

    /** Whether it can read this setting. */
    public boolean reads(String setting) {
        return allSettings || settings.contains(setting);
    }
}
