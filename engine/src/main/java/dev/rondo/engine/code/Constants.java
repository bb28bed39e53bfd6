package dev.rondo.engine.code;

import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Type;

/** Writes constants of the constant pool in canonical form. */
final class Constants {
    private Constants() {}

    static void append(StringBuilder text, Object constant, CanonicalNames names) {
        if (constant instanceof String s) {
            text.append("text ").append(s.length()).append(' ').append(s);
        } else if (constant instanceof Double d) {
            text.append("double ").append(Double.doubleToRawLongBits(d));
        } else if (constant instanceof Float f) {
            text.append("float ").append(Float.floatToRawIntBits(f));
        } else if (constant instanceof Type type) {
            text.append("type ").append(names.ofDescriptor(type.getDescriptor()));
        } else if (constant instanceof Handle handle) {
            append(text, handle, names);
        } else if (constant instanceof ConstantDynamic dynamic) {
            text.append("dynamic ").append(dynamic.getName()).append(names.ofDescriptor(dynamic.getDescriptor()));
            append(text.append(' '), dynamic.getBootstrapMethod(), names);
            for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                append(text.append(' '), dynamic.getBootstrapMethodArgument(i), names);
            }
        } else {
            text.append(constant.getClass().getSimpleName()).append(' ').append(constant);
        }
    }

    static void append(StringBuilder text, Handle handle, CanonicalNames names) {
        text.append("handle ")
                .append(handle.getTag())
                .append(' ')
                .append(names.of(handle.getOwner()))
                .append('.')
                .append(names.ofField(handle.getOwner(), handle.getName(), handle.getDesc()))
                .append(names.ofDescriptor(handle.getDesc()));
    }
}
