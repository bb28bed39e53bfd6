package dev.rondo.engine.code;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;

/** Finds which classes class files name, from their constant pools alone. */
public final class ClassNames {
    private static final int CLASS_TAG = 7;

    private ClassNames() {}

    /** The internal names of all classes that these class files name, themselves included. */
    public static Set<String> in(Stream<byte[]> classFiles) {
        Set<String> names = new TreeSet<>();
        classFiles.forEach(bytes -> collect(new ClassReader(bytes), names));
        return names;
    }

    private static void collect(ClassReader reader, Set<String> names) {
        char[] buffer = new char[reader.getMaxStringLength()];
        for (int i = 1; i < reader.getItemCount(); i++) {
            int at = reader.getItem(i);
            if (at > 0 && reader.readByte(at - 1) == CLASS_TAG) {
                Type type = Type.getObjectType(reader.readUTF8(at, buffer));
                Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
                if (element.getSort() == Type.OBJECT) {
                    names.add(element.getInternalName());
                }
            }
        }
    }
}
