package dev.rondo.engine.code;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/** A class of the user's, parsed. */
final class OwnClass {
    static final String CLASS_INIT = "<clinit>()V";

    private final byte[] bytes;
    private final ClassNode node = new ClassNode();
    private final Map<String, MethodNode> methods = new HashMap<>();
    private final Map<String, FieldNode> fields = new HashMap<>();

    OwnClass(byte[] bytes) {
        this.bytes = bytes;
        new ClassReader(bytes).accept(node, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        node.methods.forEach(m -> methods.put(m.name + m.desc, m));
        node.fields.forEach(f -> fields.put(f.name + f.desc, f));
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

    /** Made by the compiler, under a name of its choice, for the body of a lambda or the access to a private member. */
    static boolean isHidden(MethodNode method) {
        return has(method.access, Opcodes.ACC_SYNTHETIC) && !has(method.access, Opcodes.ACC_BRIDGE);
    }

    static boolean has(int access, int flag) {
        return (access & flag) != 0;
    }
}
