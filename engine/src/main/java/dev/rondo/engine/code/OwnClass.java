package dev.rondo.engine.code;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodNode;

/** A class of the user's, parsed. Nobody changes it, so many threads may read it. */
final class OwnClass {
    static final String CLASS_INIT = "<clinit>()V";

    private final byte[] bytes;
    private final ClassNode node = new ClassNode();
    private final Map<String, MethodNode> methods = new HashMap<>();
    private final Map<String, Optional<MethodKey>> keys = new HashMap<>();
    private final Map<String, FieldNode> fields = new HashMap<>();
    private final Set<String> hidden = new HashSet<>();

    OwnClass(byte[] bytes) {
        this.bytes = bytes;
        new ClassReader(bytes).accept(node, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        for (MethodNode method : node.methods) {
            String member = method.name + method.desc;
            methods.put(member, method);
            keys.put(member, Optional.of(new MethodKey(node.name, member)));
            number(method.instructions);
            if (isHidden(method)) {
                hidden.add(method.name);
            }
        }
        for (FieldNode field : node.fields) {
            fields.put(field.name + field.desc, field);
        }
    }

    /** Gives each instruction its place now, which would be written into it later by whichever thread asks first. */
    private static void number(InsnList instructions) {
        if (instructions.size() > 0) {
            instructions.get(0);
        }
    }

    String name() {
        return node.name;
    }

    ClassNode node() {
        return node;
    }

    byte[] bytes() {
        return bytes;
    }

    Optional<MethodNode> method(String member) {
        return Optional.ofNullable(methods.get(member));
    }

    /** The key of a method that this class declares, the same object each time, so that its text is hashed once. */
    Optional<MethodKey> key(String member) {
        Optional<MethodKey> key = keys.get(member);
        return key == null ? Optional.empty() : key;
    }

    Optional<FieldNode> field(String member) {
        return Optional.ofNullable(fields.get(member));
    }

    boolean isInterface() {
        return has(node.access, Opcodes.ACC_INTERFACE);
    }

    boolean isAbstract() {
        return has(node.access, Opcodes.ACC_ABSTRACT);
    }

    /** A class that the compiler made to map the constants of enums to the cases of switches. */
    boolean isSwitchMap() {
        return has(node.access, Opcodes.ACC_SYNTHETIC)
                && node.fields.stream().anyMatch(f -> f.name.startsWith(SwitchMaps.FIELD));
    }

    boolean isHidden(String name, String descriptor) {
        return hidden.contains(name)
                && method(name + descriptor).filter(OwnClass::isHidden).isPresent();
    }

    /** Made by the compiler, under a name of its choice, for the body of a lambda or the access to a private member. */
    static boolean isHidden(MethodNode method) {
        return has(method.access, Opcodes.ACC_SYNTHETIC) && !has(method.access, Opcodes.ACC_BRIDGE);
    }

    static boolean has(int access, int flag) {
        return (access & flag) != 0;
    }
}
