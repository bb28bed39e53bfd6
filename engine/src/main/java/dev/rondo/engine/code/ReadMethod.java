package dev.rondo.engine.code;

import dev.rondo.engine.artifact.Digest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Writes one method in canonical form and collects what it refers to. The bodies of lambdas, and other methods under names
 * that the compiler chose, are written where they are used.
 */
final class ReadMethod {
    /** Most methods fit into so many characters, so that the text need not be copied as it grows. */
    private static final int ROOM = 2048;

    private final ClassIndex index;
    private final CanonicalNames names;
    private final SwitchMaps switches;
    private final MethodKey key;
    private final StringBuilder text = new StringBuilder(ROOM);
    private final References references;
    private final Deque<MethodKey> open = new ArrayDeque<>();
    private final Set<MethodKey> bodies = new LinkedHashSet<>();

    ReadMethod(ClassIndex index, CanonicalNames names, SwitchMaps switches, MethodKey key) {
        this.index = index;
        this.names = names;
        this.switches = switches;
        this.key = key;
        this.references = new References(index, key);
    }

    Summary read() {
        body(key);
        MethodNode node = index.own(key.owner()).method(key.member()).orElseThrow();
        String name = OwnClass.isHidden(node) ? "hidden" : node.name;
        String line = "method " + name + names.ofDescriptor(node.desc) + " " + Digest.hexOfText(text.toString()) + "\n";
        return new Summary(line, references.all(), List.copyOf(bodies));
    }

    private void body(MethodKey method) {
        open.push(method);
        bodies.add(method);
        MethodNode node = index.own(method.owner()).method(method.member()).orElseThrow();
        references.annotated(node);
        text.append(names.ofDescriptor(node.desc))
                .append(' ')
                .append(node.access
                        & (Opcodes.ACC_STATIC | Opcodes.ACC_SYNCHRONIZED | Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT))
                .append('\n');
        if (OwnClass.has(node.access, Opcodes.ACC_NATIVE)) {
            references.opaque("is native, so all of the user's code and libraries count");
        }
        Places places = new Places(node.instructions);
        Map<Integer, String> constants = Map.of();
        for (AbstractInsnNode at = node.instructions.getFirst(); at != null; at = at.getNext()) {
            if (at.getOpcode() >= 0) {
                if (at instanceof FieldInsnNode field && SwitchMaps.isMap(field)) {
                    constants = switches.constants(field.owner, field.name);
                }
                text.append(at.getOpcode()).append(' ');
                if (at instanceof TableSwitchInsnNode table) {
                    table(table, places, constants);
                } else if (at instanceof LookupSwitchInsnNode lookup) {
                    lookup(lookup, places, constants);
                } else {
                    instruction(at, places);
                }
                text.append('\n');
            }
        }
        for (TryCatchBlockNode block : node.tryCatchBlocks) {
            text.append("try ")
                    .append(places.of(block.start))
                    .append(' ')
                    .append(places.of(block.end))
                    .append(' ')
                    .append(places.of(block.handler))
                    .append(' ')
                    .append(block.type == null ? "" : names.of(block.type))
                    .append('\n');
            if (block.type != null) {
                references.type(block.type);
            }
        }
        open.pop();
    }

    private void instruction(AbstractInsnNode at, Places places) {
        if (at instanceof VarInsnNode local) {
            text.append(local.var);
        } else if (at instanceof IntInsnNode push) {
            text.append(push.operand);
        } else if (at instanceof IincInsnNode step) {
            text.append(step.var).append(' ').append(step.incr);
        } else if (at instanceof JumpInsnNode jump) {
            text.append(places.of(jump.label));
        } else if (at instanceof TypeInsnNode type) {
            text.append(names.of(type.desc));
            references.typeInstruction(type);
        } else if (at instanceof MultiANewArrayInsnNode array) {
            text.append(names.ofDescriptor(array.desc)).append(' ').append(array.dims);
            references.type(array.desc);
        } else if (at instanceof LdcInsnNode constant) {
            Constants.append(text, constant.cst, names);
            references.constant(constant);
        } else if (at instanceof FieldInsnNode field) {
            field(field);
        } else if (at instanceof MethodInsnNode call) {
            call(call);
        } else if (at instanceof InvokeDynamicInsnNode dynamic) {
            dynamic(dynamic);
        }
    }

    private void field(FieldInsnNode field) {
        if (SwitchMaps.isMap(field)
                && !switches.constants(field.owner, field.name).isEmpty()) {
            text.append("cases by name");
            return;
        }
        text.append(names.of(field.owner))
                .append('.')
                .append(names.ofField(field.owner, field.name, field.desc))
                .append(' ')
                .append(names.ofDescriptor(field.desc));
        references.field(field);
    }

    private void call(MethodInsnNode call) {
        if (index.isHidden(call.owner, call.name, call.desc)) {
            inline(new MethodKey(call.owner, call.name + call.desc));
            return;
        }
        text.append(names.of(call.owner)).append('.').append(call.name).append(names.ofDescriptor(call.desc));
        references.call(call);
    }

    /** Of a recursion the place in it is enough. */
    private void inline(MethodKey hidden) {
        int depth = List.copyOf(open).indexOf(hidden);
        if (depth >= 0) {
            text.append("again ").append(depth);
            return;
        }
        text.append("{\n");
        references.inside(hidden.owner());
        body(hidden);
        text.append('}');
    }

    private void dynamic(InvokeDynamicInsnNode dynamic) {
        text.append(dynamic.name).append(names.ofDescriptor(dynamic.desc)).append(' ');
        Constants.append(text, dynamic.bsm, names);
        references.dynamic(dynamic);
        for (Object argument : dynamic.bsmArgs) {
            text.append(' ');
            if (argument instanceof Handle handle
                    && index.isHidden(handle.getOwner(), handle.getName(), handle.getDesc())) {
                inline(new MethodKey(handle.getOwner(), handle.getName() + handle.getDesc()));
            } else {
                Constants.append(text, argument, names);
                if (argument instanceof Handle handle) {
                    references.handle(handle);
                } else if (argument instanceof Type type && type.getSort() != Type.METHOD) {
                    references.type(type.getInternalName());
                }
            }
        }
    }

    private void table(TableSwitchInsnNode table, Places places, Map<Integer, String> constants) {
        Map<String, Integer> targets = new TreeMap<>();
        int fallback = places.of(table.dflt);
        for (int i = 0; i < table.labels.size(); i++) {
            int target = places.of(table.labels.get(i));
            if (target != fallback) {
                targets.put(caseName(table.min + i, constants), target);
            }
        }
        cases(targets, fallback);
    }

    private void lookup(LookupSwitchInsnNode lookup, Places places, Map<Integer, String> constants) {
        Map<String, Integer> targets = new TreeMap<>();
        int fallback = places.of(lookup.dflt);
        for (int i = 0; i < lookup.keys.size(); i++) {
            targets.put(caseName(lookup.keys.get(i), constants), places.of(lookup.labels.get(i)));
        }
        cases(targets, fallback);
    }

    private void cases(Map<String, Integer> targets, int fallback) {
        targets.forEach(
                (name, target) -> text.append(name).append("->").append(target).append(' '));
        text.append("else->").append(fallback);
    }

    private static String caseName(int number, Map<Integer, String> constants) {
        return constants.getOrDefault(number, Integer.toString(number));
    }
}
