package dev.rondo.engine.cache;

import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.cache.KeyPart.Kind;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a step's code puts into its key: the code itself, its function, its outputs. All of these change with the code and
 * none with the data.
 *
 * @param parts in the order of the key
 */
public record CodeParts(List<KeyPart> parts) {
    public CodeParts {
        parts = List.copyOf(parts);
    }

    /** Those of a key. */
    public static CodeParts of(List<KeyPart> key) {
        return new CodeParts(
                CacheKey.of(key.stream().filter(CodeParts::isOfCode).toList()).parts());
    }

    /** The same for the same code, whatever the data. */
    public Digest digest() {
        return CacheKey.of(parts).digest();
    }

    /** The key that this code would have had with the data of another. */
    public CacheKey with(CacheKey data) {
        return CacheKey.of(Stream.concat(parts.stream(), data.parts().stream().filter(part -> !isOfCode(part)))
                .toList());
    }

    /** The choice of columns is not among them: it says which data the step sees. */
    private static boolean isOfCode(KeyPart part) {
        return part.kind() == Kind.CODE
                && (part.name().equals("code")
                        || part.name().equals("function")
                        || part.name().startsWith("output "));
    }
}
