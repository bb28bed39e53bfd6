package dev.rondo.engine.code;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;

/** Tells on a method's stack which values may be the step's context or its settings. */
final class Tracking extends BasicInterpreter {
    static final String CONTEXT = "dev/rondo/step/StepContext";
    static final Type CONTEXT_TYPE = Type.getObjectType(CONTEXT);

    private final Type settings;

    Tracking(String settings) {
        super(Opcodes.ASM9);
        this.settings = Type.getObjectType(settings);
    }

    @Override
    public @Nullable BasicValue newValue(@Nullable Type type) {
        return isTracked(type) ? new BasicValue(type) : super.newValue(type);
    }

    @Override
    public @Nullable BasicValue naryOperation(AbstractInsnNode at, List<? extends BasicValue> values) {
        boolean asksForSettings =
                at instanceof MethodInsnNode call && call.owner.equals(CONTEXT) && call.name.equals("settings");
        return asksForSettings ? new BasicValue(settings) : naryOutside(at, values);
    }

    private @Nullable BasicValue naryOutside(AbstractInsnNode at, List<? extends BasicValue> values) {
        try {
            return super.naryOperation(at, values);
        } catch (AnalyzerException e) {
            throw new IllegalStateException("The basic interpreter accepts every instruction", e);
        }
    }

    /** What may be tracked is. */
    @Override
    public BasicValue merge(BasicValue one, BasicValue other) {
        if (one.equals(other)) {
            return one;
        }
        if (settings.equals(one.getType()) || settings.equals(other.getType())) {
            return new BasicValue(settings);
        }
        if (CONTEXT_TYPE.equals(one.getType()) || CONTEXT_TYPE.equals(other.getType())) {
            return new BasicValue(CONTEXT_TYPE);
        }
        return super.merge(one, other);
    }

    private boolean isTracked(@Nullable Type type) {
        return CONTEXT_TYPE.equals(type) || settings.equals(type);
    }
}
