package dev.rondo.engine.code;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/** Collects what one method refers to. */
final class References {
    private static final String DEPENDS_ON = "Ldev/rondo/step/DependsOn;";

    /** What may be asked of a class literal without looking into the class. */
    private static final Set<String> HARMLESS = Set.of(
            "desiredAssertionStatus",
            "getName",
            "getSimpleName",
            "getPackageName",
            "getTypeName",
            "toString",
            "hashCode",
            "isInstance",
            "cast",
            "getClassLoader",
            "getResource",
            "getResourceAsStream");

    private static final Set<String> BOOTSTRAPS = Set.of(
            "java/lang/invoke/LambdaMetafactory",
            "java/lang/invoke/StringConcatFactory",
            "java/lang/runtime/ObjectMethods",
            "java/lang/runtime/SwitchBootstraps",
            "java/lang/invoke/ConstantBootstraps");

    private final ClassIndex index;
    private final MethodKey method;
    private final Set<Reference> all = new LinkedHashSet<>();

    References(ClassIndex index, MethodKey method) {
        this.index = index;
        this.method = method;
        inside(method.owner());
    }

    List<Reference> all() {
        return List.copyOf(all);
    }

    /** Code of this class is a part of the method. */
    void inside(String owner) {
        all.add(new Reference.Type(owner));
    }

    void opaque(String why) {
        all.add(new Reference.Opaque(new CodeNote(method.text(), why)));
    }

    void type(String type) {
        if (!type.startsWith("[")) {
            all.add(new Reference.Type(type));
            return;
        }
        Type element = Type.getObjectType(type).getElementType();
        if (element.getSort() == Type.OBJECT) {
            all.add(new Reference.Type(element.getInternalName()));
        }
    }

    void typeInstruction(TypeInsnNode type) {
        if (type.getOpcode() == Opcodes.NEW) {
            all.add(new Reference.New(type.desc));
        } else {
            type(type.desc);
        }
    }

    void field(FieldInsnNode field) {
        boolean ofStatic = field.getOpcode() == Opcodes.GETSTATIC || field.getOpcode() == Opcodes.PUTSTATIC;
        String member = field.name + field.desc;
        if (field.getOpcode() == Opcodes.GETSTATIC || field.getOpcode() == Opcodes.GETFIELD) {
            all.add(new Reference.FieldRead(field.owner, member, ofStatic));
        } else {
            all.add(new Reference.FieldWrite(field.owner, member, ofStatic));
        }
    }

    void call(MethodInsnNode call) {
        called(call.getOpcode(), call.owner, call.name, call.desc);
        all.addAll(Resources.of(method, call));
    }

    private void called(int opcode, String owner, String name, String descriptor) {
        if (owner.startsWith("[")) {
            type(owner);
            return;
        }
        String member = name + descriptor;
        boolean exact = opcode == Opcodes.INVOKESTATIC || opcode == Opcodes.INVOKESPECIAL;
        all.add(
                exact
                        ? new Reference.Call(owner, member, opcode == Opcodes.INVOKESTATIC)
                        : new Reference.VirtualCall(owner, member));
        if (!index.isOwn(owner)) {
            Opaque.why(owner, name).ifPresent(this::opaque);
            Optional<Library> library = index.library(owner);
            if (library.isPresent() && Handed.mayLookInto(descriptor)) {
                all.add(new Reference.HandsOut(method.text(), library.get().name()));
            }
        }
    }

    void handle(Handle handle) {
        switch (handle.getTag()) {
            case Opcodes.H_GETFIELD, Opcodes.H_GETSTATIC ->
                all.add(new Reference.FieldRead(
                        handle.getOwner(),
                        handle.getName() + handle.getDesc(),
                        handle.getTag() == Opcodes.H_GETSTATIC));
            case Opcodes.H_PUTFIELD, Opcodes.H_PUTSTATIC ->
                all.add(new Reference.FieldWrite(
                        handle.getOwner(),
                        handle.getName() + handle.getDesc(),
                        handle.getTag() == Opcodes.H_PUTSTATIC));
            case Opcodes.H_NEWINVOKESPECIAL -> {
                all.add(new Reference.New(handle.getOwner()));
                called(Opcodes.INVOKESPECIAL, handle.getOwner(), handle.getName(), handle.getDesc());
            }
            case Opcodes.H_INVOKESTATIC ->
                called(Opcodes.INVOKESTATIC, handle.getOwner(), handle.getName(), handle.getDesc());
            case Opcodes.H_INVOKESPECIAL ->
                called(Opcodes.INVOKESPECIAL, handle.getOwner(), handle.getName(), handle.getDesc());
            default -> called(Opcodes.INVOKEVIRTUAL, handle.getOwner(), handle.getName(), handle.getDesc());
        }
    }

    void dynamic(InvokeDynamicInsnNode dynamic) {
        if (!BOOTSTRAPS.contains(dynamic.bsm.getOwner())) {
            opaque("is linked at run time by " + dynamic.bsm.getOwner().replace('/', '.') + "." + dynamic.bsm.getName()
                    + ", which cannot be followed, so all of the user's code and libraries count");
        }
        Type made = Type.getReturnType(dynamic.desc);
        if (made.getSort() == Type.OBJECT) {
            type(made.getInternalName());
        }
    }

    void constant(LdcInsnNode constant) {
        if (constant.cst instanceof Type type && type.getSort() != Type.METHOD) {
            literal(constant, type.getSort() == Type.ARRAY ? type.getElementType() : type);
        } else if (constant.cst instanceof Handle handle) {
            handle(handle);
        } else if (constant.cst instanceof ConstantDynamic dynamic) {
            if (!BOOTSTRAPS.contains(dynamic.getBootstrapMethod().getOwner())) {
                opaque("uses a constant that is made at run time, which cannot be followed, so all of the user's code"
                        + " and libraries count");
            }
            for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                if (dynamic.getBootstrapMethodArgument(i) instanceof Handle handle) {
                    handle(handle);
                }
            }
        }
    }

    private void literal(LdcInsnNode literal, Type type) {
        if (type.getSort() != Type.OBJECT) {
            return;
        }
        String name = type.getInternalName();
        boolean valueOf = name.equals(method.owner()) && method.member().startsWith("valueOf(Ljava/lang/String;)");
        all.add(valueOf || isHarmless(literal) ? new Reference.Type(name) : new Reference.Literal(name));
    }

    private static boolean isHarmless(LdcInsnNode literal) {
        AbstractInsnNode next = literal.getNext();
        if (next instanceof LdcInsnNode argument && argument.cst instanceof String) {
            next = argument.getNext();
        }
        return next instanceof MethodInsnNode call
                && ((call.owner.equals("java/lang/Class") && HARMLESS.contains(call.name))
                        || (call.owner.equals("org/slf4j/LoggerFactory") && call.name.equals("getLogger")));
    }

    /** Classes that {@code @DependsOn} names. */
    void annotated(MethodNode node) {
        if (node.visibleAnnotations != null) {
            dependsOn(node.visibleAnnotations).forEach(type -> all.add(new Reference.Literal(type)));
        }
    }

    static List<String> dependsOn(List<AnnotationNode> annotations) {
        return annotations.stream()
                .filter(a -> a.desc.equals(DEPENDS_ON) && a.values != null)
                .flatMap(a -> ((List<?>) a.values.get(1)).stream())
                .map(type -> ((Type) type).getInternalName())
                .toList();
    }
}
