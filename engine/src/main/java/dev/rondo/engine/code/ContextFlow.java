package dev.rondo.engine.code;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Follows the context and the settings record through the code that a step reaches. While they are held as what they are,
 * what is read of them can be seen: the settings by their fields, partition and seed by calls. Where one is handed to other
 * code, or held as something else, all of it may be read.
 */
final class ContextFlow {
    private static final String CONTEXT_DESCRIPTOR = "L" + Tracking.CONTEXT + ";";

    private final ClassIndex index;
    private final String settingsDescriptor;
    private final String settings;
    private final Set<String> read = new TreeSet<>();
    private final List<CodeNote> notes = new ArrayList<>();
    private boolean all;
    private boolean partition;
    private boolean seed;

    ContextFlow(ClassIndex index, String settings) {
        this.index = index;
        this.settings = settings;
        this.settingsDescriptor = "L" + settings + ";";
    }

    List<CodeNote> notes() {
        return notes;
    }

    ContextReads of(Set<MethodKey> reached, ReadClass reader) {
        Set<MethodKey> bodies = new HashSet<>();
        for (MethodKey key : reached) {
            bodies.addAll(reader.summary(key).bodies());
        }
        List<MethodKey> mentioning = new ArrayList<>();
        for (MethodKey body : bodies) {
            if (mentions(node(body))) {
                mentioning.add(body);
            }
        }
        mentioning.sort(Comparator.comparing(MethodKey::toString));
        for (MethodKey body : mentioning) {
            method(body, node(body));
        }
        return new ContextReads(read, all, partition, seed);
    }

    private MethodNode node(MethodKey key) {
        return index.own(key.owner()).method(key.member()).orElseThrow();
    }

    private void method(MethodKey key, MethodNode method) {
        Frame<BasicValue>[] frames;
        try {
            frames = new Analyzer<>(new Tracking(settings)).analyze(key.owner(), method);
        } catch (AnalyzerException e) {
            escape(key, Tracking.CONTEXT_TYPE, "cannot be followed");
            return;
        }
        for (int i = 0; i < frames.length; i++) {
            if (frames[i] != null) {
                instruction(key, method, method.instructions.get(i), frames[i]);
            }
        }
    }

    private boolean mentions(MethodNode method) {
        if (names(method.desc)) {
            return true;
        }
        for (AbstractInsnNode at : method.instructions) {
            boolean found = (at instanceof MethodInsnNode call && (isTracked(call.owner) || names(call.desc)))
                    || (at instanceof FieldInsnNode field && (isTracked(field.owner) || names(field.desc)))
                    || (at instanceof TypeInsnNode type && isTracked(type.desc))
                    || (at instanceof InvokeDynamicInsnNode dynamic && (names(dynamic.desc) || isHandled(dynamic)));
            if (found) {
                return true;
            }
        }
        return false;
    }

    private boolean names(String descriptor) {
        return descriptor.contains(CONTEXT_DESCRIPTOR) || descriptor.contains(settingsDescriptor);
    }

    private boolean isHandled(InvokeDynamicInsnNode dynamic) {
        for (Handle handle : handles(dynamic)) {
            if (isTracked(handle.getOwner())) {
                return true;
            }
        }
        return false;
    }

    private boolean isTracked(String type) {
        return type.equals(Tracking.CONTEXT) || type.equals(settings);
    }

    private void instruction(MethodKey key, MethodNode method, AbstractInsnNode at, Frame<BasicValue> frame) {
        if (at instanceof FieldInsnNode field) {
            field(key, field, frame);
        } else if (at instanceof MethodInsnNode call) {
            call(key, call, frame);
        } else if (at instanceof InvokeDynamicInsnNode dynamic) {
            dynamic(key, dynamic, frame);
        } else if (at.getOpcode() == Opcodes.AASTORE) {
            held(key, frame, 0, "", "stores it in an array");
        } else if (at.getOpcode() == Opcodes.ARETURN) {
            boolean lambda = OwnClass.isHidden(method);
            held(
                    key,
                    frame,
                    0,
                    lambda ? "" : Type.getReturnType(method.desc).getDescriptor(),
                    lambda ? "returns it from a lambda" : "returns it as something else");
        } else if (at.getOpcode() == Opcodes.CHECKCAST && at instanceof TypeInsnNode cast) {
            held(key, frame, 0, "L" + cast.desc + ";", "casts it to something else");
        }
    }

    private void field(MethodKey key, FieldInsnNode field, Frame<BasicValue> frame) {
        if (field.getOpcode() == Opcodes.GETFIELD && field.owner.equals(settings)) {
            read.add(field.name);
        } else if (field.getOpcode() == Opcodes.PUTFIELD || field.getOpcode() == Opcodes.PUTSTATIC) {
            held(key, frame, 0, field.desc, "keeps it in " + field.name + " as something else");
        }
    }

    private void call(MethodKey key, MethodInsnNode call, Frame<BasicValue> frame) {
        Type[] parameters = Type.getArgumentTypes(call.desc);
        for (int i = 0; i < parameters.length; i++) {
            String wanted = index.isOwn(call.owner) ? parameters[i].getDescriptor() : "";
            held(key, frame, parameters.length - 1 - i, wanted, "hands it to " + nameOf(call.owner, call.name));
        }
        if (call.getOpcode() != Opcodes.INVOKESTATIC) {
            Type receiver = tracked(frame, parameters.length);
            if (call.owner.equals(Tracking.CONTEXT)) {
                asked(call.name);
            } else if (receiver != null && !receiver.getInternalName().equals(call.owner)) {
                boolean superConstructor = call.name.equals("<init>");
                if (!superConstructor) {
                    escape(key, receiver, "calls " + nameOf(call.owner, call.name) + " on it");
                }
            }
        }
    }

    private void asked(String name) {
        partition |= name.equals("partition");
        seed |= name.equals("seed");
    }

    private void dynamic(MethodKey key, InvokeDynamicInsnNode dynamic, Frame<BasicValue> frame) {
        boolean lambda = dynamic.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory");
        if (key.owner().equals(settings) && dynamic.bsm.getOwner().equals("java/lang/runtime/ObjectMethods")) {
            escape(key, Type.getObjectType(settings), "uses all of its components");
            return;
        }
        for (Handle handle : handles(dynamic)) {
            if (handle.getTag() == Opcodes.H_GETFIELD && handle.getOwner().equals(settings)) {
                read.add(handle.getName());
            }
            if (handle.getOwner().equals(Tracking.CONTEXT)) {
                asked(handle.getName());
                if (handle.getName().equals("settings")) {
                    escape(key, Type.getObjectType(settings), "hands it on by a method reference");
                }
            }
            boolean hidden = index.isHidden(handle.getOwner(), handle.getName(), handle.getDesc());
            if (handle.getTag() >= Opcodes.H_INVOKEVIRTUAL
                    && !hidden
                    && names(Type.getReturnType(handle.getDesc()).getDescriptor())) {
                escape(key, Type.getReturnType(handle.getDesc()), "hands it on by a method reference");
            }
        }
        Type[] captured = Type.getArgumentTypes(dynamic.desc);
        for (int i = 0; i < captured.length; i++) {
            boolean followed = lambda
                    && handles(dynamic).stream()
                            .allMatch(h ->
                                    index.isOwn(h.getOwner()) || h.getOwner().equals(Tracking.CONTEXT));
            held(
                    key,
                    frame,
                    captured.length - 1 - i,
                    followed ? captured[i].getDescriptor() : "",
                    lambda ? "hands it to a function outside" : "writes it as text");
        }
    }

    private static List<Handle> handles(InvokeDynamicInsnNode dynamic) {
        List<Handle> handles = new ArrayList<>();
        for (Object argument : dynamic.bsmArgs) {
            if (argument instanceof Handle handle) {
                handles.add(handle);
            }
        }
        return handles;
    }

    /** If the value so far below the top is tracked, it must go on as the type it is. */
    private void held(MethodKey key, Frame<BasicValue> frame, int below, String as, String what) {
        Type value = tracked(frame, below);
        if (value != null && !value.getDescriptor().equals(as)) {
            escape(key, value, what);
        }
    }

    private @Nullable Type tracked(Frame<BasicValue> frame, int below) {
        Type type = frame.getStack(frame.getStackSize() - 1 - below).getType();
        return type != null && type.getSort() == Type.OBJECT && isTracked(type.getInternalName()) ? type : null;
    }

    /** The settings do not lead to partition and seed; the context leads to everything. */
    private void escape(MethodKey key, Type value, String what) {
        boolean context = value.getInternalName().equals(Tracking.CONTEXT);
        all = true;
        partition |= context;
        seed |= context;
        String subject = context ? "the context" : "the settings";
        String counts = context ? ", so all settings, the partition and the seed count" : ", so all settings count";
        notes.add(new CodeNote(key.text(), "takes " + subject + " as a whole: it " + what + counts));
    }

    private static String nameOf(String owner, String name) {
        return owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
    }
}
