package dev.rondo.engine.plan;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.cache.KeyPart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Compares keys of which some parts are not known yet. */
public final class KeyMatch {
    private KeyMatch() {}

    /**
     * Whether two keys of one step may turn out to be the same.
     *
     * @param open whether a value stands for one that is not known yet
     */
    public static boolean possible(List<KeyPart> one, List<KeyPart> other, Predicate<Digest> open) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            KeyPart a = one.get(i);
            KeyPart b = other.get(i);
            boolean same = a.value().equals(b.value()) || open.test(a.value()) || open.test(b.value());
            if (a.kind() != b.kind() || !a.name().equals(b.name()) || !same) {
                return false;
            }
        }
        return true;
    }

    /** The parts that are known. */
    public static List<KeyPart> known(List<KeyPart> parts, Predicate<Digest> open) {
        return parts.stream().filter(part -> !open.test(part.value())).toList();
    }

    /** The parts of an earlier key without those that stand in the place of unknown ones. */
    public static List<KeyPart> knownPlaces(List<KeyPart> earlier, List<KeyPart> now, Predicate<Digest> open) {
        List<KeyPart> rest = new ArrayList<>(earlier);
        now.stream()
                .filter(part -> open.test(part.value()))
                .forEach(part -> rest.stream()
                        .filter(old -> old.kind() == part.kind()
                                && old.name().equals(part.name())
                                && old.text().equals(part.text()))
                        .findFirst()
                        .ifPresent(rest::remove));
        return rest;
    }
}
