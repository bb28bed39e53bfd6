package dev.rondo.engine.code;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.tree.FieldNode;

/**
 * Names that do not depend on the order of things in a source file. A class that the compiler numbers, {@code Train$1} or
 * {@code Train$1Local}, is named by its content instead; inside itself, and where such classes use one another in a
 * circle, by a placeholder.
 */
final class CanonicalNames {
    private static final String UNNAMED = "$~";
    private static final String CAPTURED = "val$";
    private static final int DIGITS = 16;

    private final ClassIndex index;
    private final SwitchMaps switches;
    private final Set<String> inside;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    CanonicalNames(ClassIndex index, SwitchMaps switches) {
        this(index, switches, Set.of());
    }

    private CanonicalNames(ClassIndex index, SwitchMaps switches, Set<String> inside) {
        this.index = index;
        this.switches = switches;
        this.inside = inside;
    }

    /** The canonical form of an internal name or array type. */
    String of(String type) {
        if (type.startsWith("[")) {
            return ofDescriptor(type);
        }
        int number = numberAt(type);
        if (number < 0 || !index.isOwn(type)) {
            return type;
        }
        String name = known.get(type);
        if (name == null) {
            String stem = type.substring(0, number) + UNNAMED + lettersAfter(type, number + 1);
            name = inside.contains(type) ? stem : stem + ":" + content(type);
            known.put(type, name);
        }
        return name;
    }

    /** The canonical form of the descriptor of a field, a method or a type. */
    String ofDescriptor(String descriptor) {
        if (numberAt(descriptor) < 0) {
            return descriptor;
        }
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < descriptor.length()) {
            char c = descriptor.charAt(at);
            int end = c == 'L' ? descriptor.indexOf(';', at) : at;
            text.append(c == 'L' ? "L" + of(descriptor.substring(at + 1, end)) + ";" : String.valueOf(c));
            at = end + 1;
        }
        return text.toString();
    }

    /** The canonical form of a field's name: that of a captured variable is the variable's, which nobody sees. */
    String ofField(String owner, String name, String descriptor) {
        if (!name.startsWith(CAPTURED) || !index.isOwn(owner)) {
            return name;
        }
        int place = 0;
        for (FieldNode field : index.own(owner).node().fields) {
            if (field.name.equals(name) && field.desc.equals(descriptor)) {
                return CAPTURED + place;
            }
            place += field.name.startsWith(CAPTURED) ? 1 : 0;
        }
        return name;
    }

    private String content(String type) {
        Set<String> deeper = new HashSet<>(inside);
        deeper.add(type);
        CanonicalNames names = new CanonicalNames(index, switches, deeper);
        ReadClass reader = new ReadClass(index, names, switches);
        return reader.content(index.own(type)).substring(0, DIGITS);
    }

    private static String lettersAfter(String name, int from) {
        int at = from;
        while (at < name.length() && Character.isDigit(name.charAt(at))) {
            at++;
        }
        return name.substring(at).replaceAll("\\$\\d+", "\\$~");
    }

    /** Where a {@code $} is followed by a digit; negative if nowhere. */
    private static int numberAt(String text) {
        for (int at = text.indexOf('$'); at >= 0 && at + 1 < text.length(); at = text.indexOf('$', at + 1)) {
            if (Character.isDigit(text.charAt(at + 1))) {
                return at;
            }
        }
        return -1;
    }
}
