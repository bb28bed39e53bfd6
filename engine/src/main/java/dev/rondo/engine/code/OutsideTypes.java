package dev.rondo.engine.code;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The methods that types of libraries and of the platform declare, which tells what of the user's they may call. */
final class OutsideTypes {
    private final ClassIndex index;
    private final CodeBase code;
    private final Map<String, Optional<Set<String>>> known = new ConcurrentHashMap<>();

    OutsideTypes(ClassIndex index, CodeBase code) {
        this.index = index;
        this.code = code;
    }

    /** Names and descriptors of all that may be overridden, inherited ones too; empty when the type cannot be found. */
    Optional<Set<String>> methods(String type) {
        Optional<Set<String>> found = known.get(type);
        if (found == null) {
            found = read(type);
            known.put(type, found);
        }
        return found;
    }

    private Optional<Set<String>> read(String type) {
        Optional<byte[]> bytes =
                index.library(type).flatMap(library -> library.classBytes(type)).or(() -> code.platformClass(type));
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        Header header = new Header();
        new ClassReader(bytes.get())
                .accept(header, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        Set<String> all = new HashSet<>(header.methods);
        for (String parent : header.parents) {
            Optional<Set<String>> inherited = methods(parent);
            if (inherited.isEmpty()) {
                return Optional.empty();
            }
            all.addAll(inherited.get());
        }
        return Optional.of(all);
    }

    private static final class Header extends ClassVisitor {
        final Set<String> methods = new HashSet<>();
        final List<String> parents = new ArrayList<>();

        Header() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(
                int version,
                int access,
                String name,
                @Nullable String signature,
                @Nullable String superName,
                String @Nullable [] interfaces) {
            if (superName != null) {
                parents.add(superName);
            }
            if (interfaces != null) {
                parents.addAll(List.of(interfaces));
            }
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            if (!OwnClass.has(access, Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE) && !name.startsWith("<")) {
                methods.add(name + descriptor);
            }
            return null;
        }
    }
}
