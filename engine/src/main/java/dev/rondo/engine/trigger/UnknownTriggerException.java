package dev.rondo.engine.trigger;

import java.util.Collection;

/** A name that no trigger of a deployed pipeline has. */
public final class UnknownTriggerException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnknownTriggerException(TriggerKey asked, Collection<TriggerKey> known) {
        super("There is no trigger " + asked + " among the deployed pipelines; there are "
                + (known.isEmpty()
                        ? "none"
                        : known.stream().map(TriggerKey::toString).sorted().toList()) + ".");
    }
}
