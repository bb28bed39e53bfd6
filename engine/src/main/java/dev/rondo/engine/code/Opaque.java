package dev.rondo.engine.code;

import java.util.Optional;
import java.util.Set;

/** The calls behind which bytecode cannot be followed. */
final class Opaque {
    private static final Set<String> CLASS_LOOKUPS = Set.of(
            "forName",
            "newInstance",
            "getMethod",
            "getMethods",
            "getDeclaredMethod",
            "getDeclaredMethods",
            "getField",
            "getFields",
            "getDeclaredField",
            "getDeclaredFields",
            "getConstructor",
            "getConstructors",
            "getDeclaredConstructor",
            "getDeclaredConstructors",
            "getRecordComponents",
            "getAnnotation",
            "getAnnotations",
            "getAnnotationsByType",
            "getDeclaredAnnotation",
            "getDeclaredAnnotations",
            "getDeclaredAnnotationsByType",
            "isAnnotationPresent",
            "getDeclaredClasses",
            "getClasses",
            "getPermittedSubclasses",
            "getNestMembers",
            "getEnumConstants");
    private static final Set<String> REFLECTION = Set.of(
            "java/lang/reflect/Method",
            "java/lang/reflect/Field",
            "java/lang/reflect/Constructor",
            "java/lang/reflect/Executable",
            "java/lang/reflect/AccessibleObject",
            "java/lang/reflect/Proxy",
            "java/lang/reflect/RecordComponent");
    private static final Set<String> LOADING = Set.of("loadClass", "defineClass", "findClass", "<init>", "findLibrary");

    private static final Set<String> OTHERS = Set.of(
            "java/lang/Class",
            "java/util/ServiceLoader",
            "java/lang/ClassLoader",
            "java/net/URLClassLoader",
            "java/io/ObjectInputStream",
            "java/io/ObjectOutputStream",
            "java/lang/System",
            "java/lang/Runtime",
            "sun/misc/Unsafe");

    private Opaque() {}

    /** What such a call does, in words that go on from the place; empty for one that can be followed. */
    static Optional<String> why(String owner, String name) {
        boolean may = OTHERS.contains(owner)
                || REFLECTION.contains(owner)
                || owner.startsWith("java/lang/invoke/")
                || owner.startsWith("javax/script/");
        return may ? whyOf(owner, name) : Optional.empty();
    }

    private static Optional<String> whyOf(String owner, String name) {
        if (owner.equals("java/lang/Class") && CLASS_LOOKUPS.contains(name)) {
            return because(owner, name, "looks into classes by reflection");
        }
        if (REFLECTION.contains(owner) || owner.equals("sun/misc/Unsafe")) {
            return because(owner, name, "reaches members by reflection");
        }
        if (owner.startsWith("java/lang/invoke/")) {
            return because(owner, name, "reaches members through method handles");
        }
        if (owner.equals("java/util/ServiceLoader")) {
            return because(owner, name, "loads services");
        }
        if ((owner.equals("java/lang/ClassLoader") || owner.equals("java/net/URLClassLoader"))
                && LOADING.contains(name)) {
            return because(owner, name, "loads classes by name");
        }
        if (owner.equals("java/io/ObjectInputStream") || owner.equals("java/io/ObjectOutputStream")) {
            return because(owner, name, "serializes objects of any class");
        }
        boolean load = name.equals("load") || name.equals("loadLibrary");
        if (load && (owner.equals("java/lang/System") || owner.equals("java/lang/Runtime"))) {
            return because(owner, name, "loads native code");
        }
        if (owner.startsWith("javax/script/")) {
            return because(owner, name, "runs a script");
        }
        return Optional.empty();
    }

    private static Optional<String> because(String owner, String name, String does) {
        String call = owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
        return Optional.of("calls " + call + ", which " + does + ", so all of the user's code and libraries count");
    }
}
