package dev.rondo.engine.code;

import java.util.Set;
import org.objectweb.asm.Type;

/** Tells which calls hand objects of any class to a library, which may then look into them by reflection. */
final class Handed {
    private static final Set<String> ANY = Set.of(
            "java/lang/Object",
            "java/lang/Record",
            "java/lang/Iterable",
            "java/util/Collection",
            "java/util/List",
            "java/util/Set",
            "java/util/Map",
            "java/util/Optional",
            "java/util/stream/Stream",
            "java/io/Serializable");

    private Handed() {}

    static boolean mayLookInto(String descriptor) {
        for (Type argument : Type.getArgumentTypes(descriptor)) {
            Type element = argument.getSort() == Type.ARRAY ? argument.getElementType() : argument;
            if (element.getSort() == Type.OBJECT && ANY.contains(element.getInternalName())) {
                return true;
            }
        }
        return false;
    }
}
