package dev.rondo.engine.code;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.signature.SignatureReader;
import org.objectweb.asm.signature.SignatureVisitor;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.ParameterNode;

/** What code that looks into a class by reflection sees of it: members, generic types, annotations, and their order. */
final class Exposed {
    private static final int SEEN = Opcodes.ACC_PUBLIC
            | Opcodes.ACC_PROTECTED
            | Opcodes.ACC_PRIVATE
            | Opcodes.ACC_STATIC
            | Opcodes.ACC_FINAL
            | Opcodes.ACC_TRANSIENT
            | Opcodes.ACC_ABSTRACT;

    private final CanonicalNames names;
    private final ClassNode node = new ClassNode();
    private final Set<String> types = new LinkedHashSet<>();
    private final String text;

    Exposed(OwnClass type, CanonicalNames names) {
        this.names = names;
        new ClassReader(type.bytes()).accept(node, ClassReader.SKIP_CODE | ClassReader.SKIP_FRAMES);
        this.text = write();
    }

    String text() {
        return text;
    }

    /** The types that whoever looks into this one comes upon. */
    Set<String> types() {
        return types;
    }

    private String write() {
        StringBuilder out = new StringBuilder("seen " + (node.access & SEEN) + " " + signature(node.signature));
        out.append(annotations(node.visibleAnnotations)).append('\n');
        Optional.ofNullable(node.recordComponents)
                .orElse(List.of())
                .forEach(c -> out.append("component " + c.name)
                        .append(names.ofDescriptor(c.descriptor))
                        .append(signature(c.signature))
                        .append(annotations(c.visibleAnnotations))
                        .append('\n'));
        for (FieldNode field : node.fields) {
            if (!OwnClass.has(field.access, Opcodes.ACC_SYNTHETIC)) {
                see(Type.getType(field.desc));
                out.append("seen " + (field.access & SEEN) + " " + field.name)
                        .append(names.ofDescriptor(field.desc))
                        .append(signature(field.signature))
                        .append(annotations(field.visibleAnnotations))
                        .append('\n');
            }
        }
        Set<String> methods = new TreeSet<>();
        node.methods.stream()
                .filter(m -> !OwnClass.has(m.access, Opcodes.ACC_SYNTHETIC))
                .forEach(m -> methods.add(method(m)));
        methods.forEach(out::append);
        return out.toString();
    }

    private String method(MethodNode method) {
        if (method.name.equals("<init>")) {
            List.of(Type.getArgumentTypes(method.desc)).forEach(this::see);
        } else if (method.name.startsWith("get") || method.name.startsWith("is")) {
            see(Type.getReturnType(method.desc));
        }
        StringBuilder out = new StringBuilder("seen " + (method.access & SEEN) + " " + method.name);
        out.append(names.ofDescriptor(method.desc))
                .append(Optional.ofNullable(method.signature).orElse(""))
                .append(annotations(method.visibleAnnotations));
        List<AnnotationNode>[] ofParameters = method.visibleParameterAnnotations;
        if (ofParameters != null) {
            for (List<AnnotationNode> each : ofParameters) {
                out.append(annotations(each)).append(';');
            }
        }
        for (ParameterNode parameter : Optional.ofNullable(method.parameters).orElse(List.of())) {
            out.append(' ').append(parameter.name);
        }
        if (method.annotationDefault != null) {
            out.append(" default ").append(value(method.annotationDefault));
        }
        return out.append('\n').toString();
    }

    private void see(Type type) {
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        if (element.getSort() == Type.OBJECT) {
            types.add(element.getInternalName());
        }
    }

    private String signature(@Nullable String signature) {
        if (signature == null) {
            return "";
        }
        new SignatureReader(signature).accept(new SignatureVisitor(Opcodes.ASM9) {
            @Override
            public void visitClassType(String name) {
                types.add(name);
            }
        });
        return signature;
    }

    private String annotations(@Nullable List<AnnotationNode> annotations) {
        Set<String> sorted = new TreeSet<>();
        for (AnnotationNode annotation : Optional.ofNullable(annotations).orElse(List.of())) {
            sorted.add(value(annotation));
        }
        return sorted.isEmpty() ? "" : " @" + sorted;
    }

    private String value(Object value) {
        if (value instanceof AnnotationNode annotation) {
            see(Type.getType(annotation.desc));
            List<String> parts = new ArrayList<>();
            Optional.ofNullable(annotation.values).orElse(List.of()).forEach(v -> parts.add(value(v)));
            return annotation.desc + parts;
        }
        if (value instanceof Type type) {
            see(type);
            return names.ofDescriptor(type.getDescriptor());
        }
        if (value instanceof String[] constant) {
            return constant[0] + "." + constant[1];
        }
        if (value instanceof List<?> list) {
            List<String> parts = new ArrayList<>();
            list.forEach(v -> parts.add(value(v)));
            return parts.toString();
        }
        StringBuilder text = new StringBuilder();
        if (value.getClass().isArray()) {
            for (int i = 0; i < java.lang.reflect.Array.getLength(value); i++) {
                text.append(java.lang.reflect.Array.get(value, i)).append(',');
            }
        } else {
            Constants.append(text, value, names);
        }
        return text.toString();
    }
}
