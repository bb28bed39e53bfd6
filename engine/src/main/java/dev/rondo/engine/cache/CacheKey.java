package dev.rondo.engine.cache;

import dev.rondo.engine.artifact.CanonicalJson;
import dev.rondo.engine.artifact.Digest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The digest of everything that a step's result depends on, with the parts it was made of, so that a miss can be
 * explained by the part that differs.
 *
 * @param parts by kind and name; those of one kind and name in the order in which they were given
 */
public record CacheKey(Digest digest, List<KeyPart> parts) {
    private static final CanonicalJson JSON = new CanonicalJson();
    private static final Comparator<KeyPart> ORDER =
            Comparator.comparing(KeyPart::kind).thenComparing(KeyPart::name);
    /** Of a part with a short name. */
    private static final int USUAL_LENGTH = 100;

    /** The key of these parts; their order matters only among parts of the same kind and name. */
    public static CacheKey of(List<KeyPart> parts) {
        List<KeyPart> sorted = new ArrayList<>(parts);
        sorted.sort(ORDER);
        StringBuilder canonical = new StringBuilder(USUAL_LENGTH * sorted.size());
        for (KeyPart part : sorted) {
            // The length makes it unambiguous whatever a name holds.
            canonical
                    .append(part.kind())
                    .append(' ')
                    .append(part.name().length())
                    .append(' ')
                    .append(part.name())
                    .append(' ')
                    .append(part.value())
                    .append('\n');
        }
        return new CacheKey(Digest.ofText(canonical.toString()), List.copyOf(sorted));
    }

    /** The parts as JSON, for storing beside the digest. */
    public String partsJson() {
        return JSON.text(parts);
    }

    /** Reads what {@link #partsJson} wrote. */
    public static List<KeyPart> parts(String json) {
        return List.of(JSON.parse(json, KeyPart[].class));
    }
}
