package dev.rondo.engine.code;

import dev.rondo.engine.artifact.Digest;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The code that a step can reach.
 *
 * @param digest of all parts
 * @param parts sorted by kind and name
 * @param text the parts, one per line with the beginning of its digest, to compare with those of other times; of very many
 *     the first ones
 * @param reads what it can read of its context
 * @param notes why more counts than can be seen to be reached; not part of the digest
 */
public record StepCode(Digest digest, List<CodePart> parts, String text, ContextReads reads, List<CodeNote> notes) {
    /** To be raised when the same code would get another digest. */
    public static final int RULES = 1;

    private static final int LINES = 200;

    private static final Comparator<CodePart> ORDER =
            Comparator.comparing(CodePart::kind).thenComparing(CodePart::name).thenComparing(CodePart::digest);

    public StepCode {
        parts = List.copyOf(parts);
        notes = List.copyOf(notes);
    }

    static StepCode of(List<CodePart> parts, ContextReads reads, List<CodeNote> notes) {
        List<CodePart> sorted = parts.stream().sorted(ORDER).toList();
        StringBuilder text = new StringBuilder("rondo code digest " + RULES + "\n");
        sorted.forEach(part -> text.append(part.kind())
                .append(' ')
                .append(part.kind() == CodePart.Kind.LIBRARY ? "" : part.name())
                .append(' ')
                .append(part.digest())
                .append('\n'));
        return new StepCode(Digest.ofText(text.toString()), sorted, lines(sorted), reads, notes);
    }

    private static String lines(List<CodePart> parts) {
        return parts.stream()
                .limit(LINES)
                .map(part -> part.label() + " " + part.digest().shortHex())
                .collect(Collectors.joining("\n"));
    }
}
