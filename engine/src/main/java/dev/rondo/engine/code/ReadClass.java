package dev.rondo.engine.code;

import dev.rondo.engine.artifact.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/** Puts classes and their members into canonical form. */
final class ReadClass {
    private static final int KIND =
            Opcodes.ACC_INTERFACE | Opcodes.ACC_ENUM | Opcodes.ACC_RECORD | Opcodes.ACC_ANNOTATION;

    private final ClassIndex index;
    private final CanonicalNames names;
    private final SwitchMaps switches;
    private final Map<MethodKey, Summary> summaries = new ConcurrentHashMap<>();

    ReadClass(ClassIndex index, CanonicalNames names, SwitchMaps switches) {
        this.index = index;
        this.names = names;
        this.switches = switches;
    }

    static ReadClass of(ClassIndex index) {
        SwitchMaps switches = new SwitchMaps(index);
        return new ReadClass(index, new CanonicalNames(index, switches), switches);
    }

    Exposed exposed(OwnClass type) {
        return new Exposed(type, names);
    }

    /** What matters of a class whatever is reached inside. */
    String header(OwnClass type) {
        ClassNode node = type.node();
        StringBuilder text = new StringBuilder("class ")
                .append(names.of(node.name))
                .append(' ')
                .append(node.access & KIND)
                .append(" extends ")
                .append(node.superName == null ? "" : names.of(node.superName));
        for (String each : node.interfaces) {
            text.append(' ').append(names.of(each));
        }
        return text.append('\n').toString();
    }

    /** One field, with the constant it begins with. */
    String field(String owner, FieldNode field) {
        StringBuilder text = new StringBuilder("field ")
                .append(field.access & (Opcodes.ACC_STATIC | Opcodes.ACC_VOLATILE))
                .append(' ')
                .append(names.ofField(owner, field.name, field.desc))
                .append(' ')
                .append(names.ofDescriptor(field.desc));
        if (field.value != null) {
            Constants.append(text.append(" = "), field.value, names);
        }
        return text.append('\n').toString();
    }

    /** One method under its name, by the hash of its code. */
    String method(MethodKey key) {
        return summary(key).line();
    }

    Summary summary(MethodKey key) {
        Summary known = summaries.get(key);
        if (known == null) {
            known = new ReadMethod(index, names, switches, key).read();
            summaries.put(key, known);
        }
        return known;
    }

    /** The hash of everything in a class, whether it is reached or not. */
    String content(OwnClass type) {
        TreeSet<String> members = new TreeSet<>();
        List<String> all = new ArrayList<>(List.of(header(type)));
        type.node().fields.forEach(f -> members.add(field(type.name(), f)));
        for (MethodNode method : type.node().methods) {
            if (!OwnClass.isHidden(method)) {
                members.add(method(new MethodKey(type.name(), method.name + method.desc)));
            }
        }
        all.addAll(members);
        return Digest.ofText(String.join("", all)).hex();
    }
}
