package dev.rondo.engine.code;

import java.util.List;
import java.util.Set;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Finds the files beside the classes that a call reads: by their names where these are literals, else all. */
final class Resources {
    private static final Set<String> LOOKUPS = Set.of(
            "getResource",
            "getResourceAsStream",
            "getResources",
            "getSystemResource",
            "getSystemResourceAsStream",
            "resources");
    private static final Set<String> OWNERS = Set.of("java/lang/Class", "java/lang/ClassLoader", "java/lang/Module");

    private Resources() {}

    static List<Reference> of(MethodKey method, MethodInsnNode call) {
        if (call.owner.equals("java/util/ResourceBundle") && call.name.equals("getBundle")) {
            return call.getPrevious() instanceof LdcInsnNode literal && literal.cst instanceof String name
                    ? List.of(new Reference.Resources(name.replace('.', '/')))
                    : List.of(new Reference.Resources(""));
        }
        if (!OWNERS.contains(call.owner) || !LOOKUPS.contains(call.name)) {
            return List.of();
        }
        if (!(call.getPrevious() instanceof LdcInsnNode literal) || !(literal.cst instanceof String name)) {
            return List.of(new Reference.Resources(""));
        }
        if (!call.owner.equals("java/lang/Class")) {
            return List.of(new Reference.Resource(name));
        }
        if (name.startsWith("/")) {
            return List.of(new Reference.Resource(name.substring(1)));
        }
        AbstractInsnNode before = literal.getPrevious();
        if (before instanceof LdcInsnNode type && type.cst instanceof Type of) {
            return List.of(new Reference.Resource(beside(of.getInternalName(), name)));
        }
        if (before instanceof MethodInsnNode getClass && getClass.name.equals("getClass")) {
            return List.of(new Reference.Resource(beside(method.owner(), name)));
        }
        return List.of(new Reference.Resources(""));
    }

    private static String beside(String type, String name) {
        return type.substring(0, type.lastIndexOf('/') + 1) + name;
    }
}
