package dev.rondo.engine.cache;

import dev.rondo.definition.InputDefinition;
import dev.rondo.engine.cache.KeyPart.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Explains a cache miss: what differs between the parts of two keys of the same step. */
public final class KeyDifference {
    private KeyDifference() {}

    /** One reason for each part that differs, in words; none when the keys are equal. */
    public static List<String> between(List<KeyPart> before, List<KeyPart> now) {
        List<String> reasons = new ArrayList<>();
        Map<String, KeyPart> old = byIdentity(before);
        Map<String, KeyPart> current = byIdentity(now);
        current.forEach((identity, part) -> {
            KeyPart previous = old.get(identity);
            if (previous == null) {
                reasons.add(subject(part) + " is new" + valueOf(part));
            } else if (!previous.value().equals(part.value())) {
                reasons.add(changed(previous, part));
            }
        });
        old.forEach((identity, part) -> {
            if (!current.containsKey(identity)) {
                reasons.add(subject(part) + " is gone");
            }
        });
        if (reasons.isEmpty()
                && !CacheKey.of(before).digest().equals(CacheKey.of(now).digest())) {
            reasons.add("the order of the inputs changed");
        }
        return reasons;
    }

    /** The parts of a moving window of partitions are told apart by their partition, not by their place in it. */
    private static Map<String, KeyPart> byIdentity(List<KeyPart> parts) {
        Map<String, KeyPart> found = new LinkedHashMap<>();
        for (KeyPart part : parts) {
            found.put(identity(part), part);
        }
        return found;
    }

    static String identity(KeyPart part) {
        return part.kind() + " " + part.name() + (part.kind() == Kind.INPUT ? " " + part.text() : "");
    }

    private static String changed(KeyPart before, KeyPart now) {
        String change = subject(now) + " changed";
        return switch (now.kind()) {
            case INPUT -> change;
            case CODE ->
                now.name().equals("code")
                        ? change + CodeDifference.between(before.text(), now.text())
                        : change + arrow(before, now);
            case ENVIRONMENT ->
                now.name().equals(StepKey.SEED)
                        ? "the seed, " + now.text() + ", is another"
                        : before.text().equals(now.text()) || InputDefinition.isFile(now.name())
                                ? change
                                : subject(now) + arrow(before, now);
            case SETTING, SCHEMA_VERSION -> subject(now) + arrow(before, now);
        };
    }

    private static String arrow(KeyPart before, KeyPart now) {
        return " " + before.text() + " -> " + now.text();
    }

    private static String valueOf(KeyPart part) {
        return part.kind() == Kind.INPUT || part.name().equals("code") ? "" : " (" + part.text() + ")";
    }

    private static String subject(KeyPart part) {
        return switch (part.kind()) {
            case SCHEMA_VERSION -> "the engine's rules for cache keys";
            case CODE -> part.name().equals("code") ? "the code" : "the code's " + part.name();
            case INPUT -> "input " + part.text();
            case SETTING -> "setting " + part.name();
            case ENVIRONMENT -> part.name().equals(StepKey.SEED) ? "the seed" : part.name();
        };
    }
}
