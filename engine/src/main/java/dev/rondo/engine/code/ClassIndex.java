package dev.rondo.engine.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The classes of one user's code, parsed when they are first asked for, and how they relate.
 *
 * <p><b>Threads.</b> Safe for many threads.
 */
final class ClassIndex {
    private static final String CLASS = ".class";

    private final CodeBase code;
    private final Set<String> names;
    private final Map<String, OwnClass> parsed = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> ancestors = new ConcurrentHashMap<>();
    private final Map<String, Optional<Library>> homes = new ConcurrentHashMap<>();
    private final Map<String, Set<MethodKey>> openToOutside = new ConcurrentHashMap<>();
    private final OutsideTypes outside;
    /** Guarded by this. */
    private Optional<Map<String, Set<MethodKey>>> writers = Optional.empty();

    ClassIndex(CodeBase code) {
        this.code = code;
        List<String> sorted = new ArrayList<>();
        for (String path : code.paths()) {
            if (path.endsWith(CLASS) && !path.startsWith("META-INF/") && !path.endsWith("-info.class")) {
                sorted.add(path.substring(0, path.length() - CLASS.length()));
            }
        }
        sorted.sort(null);
        this.names = new LinkedHashSet<>(sorted);
        this.outside = new OutsideTypes(this, code);
    }

    /** All classes of the user's own, sorted. */
    Set<String> names() {
        return names;
    }

    CodeBase code() {
        return code;
    }

    boolean isOwn(String type) {
        return names.contains(type);
    }

    OwnClass own(String type) {
        OwnClass known = parsed.get(type);
        return known != null ? known : parsed.computeIfAbsent(type, name -> new OwnClass(code.bytes(name + CLASS)));
    }

    /** Whether this is a method of the user's under a name that the compiler chose. */
    boolean isHidden(String owner, String name, String descriptor) {
        return isOwn(owner) && own(owner).isHidden(name, descriptor);
    }

    /** The library that holds a class; the first on the class path if several do. */
    Optional<Library> library(String type) {
        Optional<Library> known = homes.get(type);
        if (known == null) {
            known = findLibrary(type + CLASS);
            homes.put(type, known);
        }
        return known;
    }

    private Optional<Library> findLibrary(String path) {
        for (Library library : code.libraries()) {
            if (library.paths().contains(path)) {
                return Optional.of(library);
            }
        }
        return Optional.empty();
    }

    /** All classes and interfaces that a class of the user's extends or implements; those outside too, not theirs. */
    Set<String> ancestors(String type) {
        Set<String> known = ancestors.get(type);
        if (known == null) {
            known = new LinkedHashSet<>();
            for (String parent : parents(type)) {
                known.add(parent);
                if (isOwn(parent)) {
                    known.addAll(ancestors(parent));
                }
            }
            ancestors.put(type, known);
        }
        return known;
    }

    List<String> parents(String type) {
        ClassNode node = own(type).node();
        List<String> parents = new ArrayList<>();
        if (node.superName != null) {
            parents.add(node.superName);
        }
        parents.addAll(node.interfaces);
        return parents;
    }

    boolean isSubtype(String type, String of) {
        return type.equals(of) || (isOwn(type) && ancestors(type).contains(of));
    }

    /** The method of the user's that a call on this class ends at, unless it ends outside. */
    Optional<MethodKey> resolve(String type, String member) {
        for (String at = type; at != null && isOwn(at); at = own(at).node().superName) {
            Optional<MethodKey> key = own(at).key(member);
            if (key.isPresent()) {
                return key;
            }
        }
        Optional<MethodKey> first = Optional.empty();
        for (String ancestor : ancestors(type)) {
            if (isOwn(ancestor) && own(ancestor).isInterface()) {
                Optional<MethodNode> method = own(ancestor).method(member);
                if (method.isPresent()) {
                    boolean concrete = !OwnClass.has(method.get().access, Opcodes.ACC_ABSTRACT);
                    boolean better = first.isEmpty()
                            || (concrete && isSubtype(ancestor, first.get().owner()));
                    if (better || (concrete && isAbstract(first.get()))) {
                        first = Optional.of(new MethodKey(ancestor, member));
                    }
                }
            }
        }
        return first;
    }

    private boolean isAbstract(MethodKey key) {
        return OwnClass.has(own(key.owner()).method(key.member()).orElseThrow().access, Opcodes.ACC_ABSTRACT);
    }

    /** The class of the user's that declares a field which is named through {@code type}. */
    Optional<String> declaring(String type, String field) {
        Deque<String> queue = new ArrayDeque<>(List.of(type));
        while (!queue.isEmpty()) {
            String at = queue.removeFirst();
            if (isOwn(at)) {
                if (own(at).field(field).isPresent()) {
                    return Optional.of(at);
                }
                queue.addAll(parents(at));
            }
        }
        return Optional.empty();
    }

    /**
     * The methods of a class and of its ancestors among the user's that code outside may call, because something outside
     * that the class extends or implements declares them.
     */
    Set<MethodKey> calledFromOutside(String type) {
        Set<MethodKey> known = openToOutside.get(type);
        if (known == null) {
            known = findCalledFromOutside(type);
            openToOutside.put(type, known);
        }
        return known;
    }

    private Set<MethodKey> findCalledFromOutside(String type) {
        Set<String> signatures = new HashSet<>();
        boolean unknown = false;
        for (String ancestor : ancestors(type)) {
            if (!isOwn(ancestor)) {
                Optional<Set<String>> methods = outside.methods(ancestor);
                unknown |= methods.isEmpty();
                signatures.addAll(methods.orElse(Set.of()));
            }
        }
        Set<MethodKey> called = new LinkedHashSet<>();
        List<String> lineage = new ArrayList<>(List.of(type));
        for (String ancestor : ancestors(type)) {
            if (isOwn(ancestor)) {
                lineage.add(ancestor);
            }
        }
        for (String owner : lineage) {
            for (MethodNode method : own(owner).node().methods) {
                boolean open = !OwnClass.has(method.access, Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)
                        && !method.name.startsWith("<");
                String member = method.name + method.desc;
                if (open && (unknown || signatures.contains(member))) {
                    Optional<MethodKey> key = resolve(type, member);
                    if (key.isPresent()) {
                        called.add(key.get());
                    }
                }
            }
        }
        return called;
    }

    /** The methods that change a static field, apart from its own class's initialiser. */
    Set<MethodKey> writers(String owner, String field) {
        return writers().getOrDefault(owner + "." + field, Set.of());
    }

    private synchronized Map<String, Set<MethodKey>> writers() {
        if (writers.isEmpty()) {
            writers = Optional.of(findWriters());
        }
        return writers.get();
    }

    private Map<String, Set<MethodKey>> findWriters() {
        Map<String, Set<MethodKey>> found = new HashMap<>();
        for (String name : names) {
            for (MethodNode method : own(name).node().methods) {
                MethodKey key = new MethodKey(name, method.name + method.desc);
                method.instructions.forEach(instruction -> {
                    if (instruction.getOpcode() == Opcodes.PUTSTATIC && instruction instanceof FieldInsnNode write) {
                        String field = write.name + write.desc;
                        declaring(write.owner, field)
                                .filter(at -> !(at.equals(name) && key.member().equals(OwnClass.CLASS_INIT)))
                                .ifPresent(at -> found.computeIfAbsent(at + "." + field, f -> new LinkedHashSet<>())
                                        .add(key));
                    }
                });
            }
        }
        return found;
    }

    boolean isFinal(String owner, String field) {
        FieldNode node = own(owner).field(field).orElseThrow();
        return OwnClass.has(node.access, Opcodes.ACC_FINAL);
    }
}
