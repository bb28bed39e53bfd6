package dev.rondo.engine.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Follows code from where a step begins to everything it can reach in the user's code. A call that overrides may answer
 * reaches those of the classes that reached code can make objects of (rapid type analysis); a class whose first use is
 * reached brings its initialiser.
 */
final class Walk {
    static final String WRITTEN = " written";

    private final ClassIndex index;
    private final ReadClass reader;
    private final Services services;
    private final Deque<MethodKey> queue = new ArrayDeque<>();
    private final Set<MethodKey> methods = new LinkedHashSet<>();
    private final Map<String, Set<String>> fields = new HashMap<>();
    private final Set<String> touched = new LinkedHashSet<>();
    private final Set<String> touchedOutside = new HashSet<>();
    private final Set<String> initialised = new LinkedHashSet<>();
    private final Set<String> made = new LinkedHashSet<>();
    private final Map<String, Set<String>> madeBelow = new HashMap<>();
    private final Map<String, Set<String>> called = new HashMap<>();
    private final Map<String, Exposed> exposed = new LinkedHashMap<>();
    private final Set<String> libraries = new TreeSet<>();
    private final Set<String> resources = new TreeSet<>();
    private final List<CodeNote> notes = new ArrayList<>();
    private boolean everyObjectExposed;
    private boolean wide;

    Walk(ClassIndex index, ReadClass reader, Services services) {
        this.index = index;
        this.reader = reader;
        this.services = services;
    }

    Walk from(CodeEntry entry) {
        entry.exposed().forEach(this::expose);
        entry.objects().forEach(this::make);
        entry.definition().ifPresent(this::defining);
        String member = entry.method() + entry.descriptor();
        if (entry.method().equals("<init>")) {
            make(entry.owner());
        }
        virtual(entry.owner(), member);
        call(entry.owner(), member, true);
        drain();
        if (!notes.isEmpty()) {
            wide = true;
            index.names().forEach(this::expose);
            index.code().libraries().forEach(library -> libraries.add(library.name()));
            resources("");
            drain();
        }
        closeLibraries();
        return this;
    }

    Set<MethodKey> methods() {
        return methods;
    }

    Map<String, Set<String>> fields() {
        return fields;
    }

    Set<String> touched() {
        return touched;
    }

    Map<String, Exposed> exposed() {
        return exposed;
    }

    Set<String> libraries() {
        return libraries;
    }

    Set<String> resources() {
        return resources;
    }

    List<CodeNote> notes() {
        return notes;
    }

    /** Whether all of the user's code counts. */
    boolean wide() {
        return wide;
    }

    private void drain() {
        while (!queue.isEmpty()) {
            for (Reference reference : reader.summary(queue.removeFirst()).references()) {
                follow(reference);
            }
        }
    }

    private void follow(Reference reference) {
        if (reference instanceof Reference.Call c) {
            call(c.owner(), c.member(), c.ofStatic());
        } else if (reference instanceof Reference.VirtualCall c) {
            virtual(c.owner(), c.member());
        } else if (reference instanceof Reference.FieldRead f) {
            field(f.owner(), f.member(), f.ofStatic(), true);
        } else if (reference instanceof Reference.FieldWrite f) {
            field(f.owner(), f.member(), f.ofStatic(), false);
        } else if (reference instanceof Reference.New n) {
            make(n.type());
        } else if (reference instanceof Reference.Type t) {
            touch(t.type());
        } else if (reference instanceof Reference.Literal l) {
            expose(l.type());
        } else if (reference instanceof Reference.Resource r) {
            resource(r.path());
        } else if (reference instanceof Reference.Resources r) {
            resources(r.prefix());
        } else if (reference instanceof Reference.Opaque o && !wide) {
            notes.add(o.note());
        } else if (reference instanceof Reference.HandsOut && !everyObjectExposed) {
            everyObjectExposed = true;
            List.copyOf(made).forEach(this::expose);
        }
    }

    private void call(String owner, String member, boolean ofStatic) {
        touch(owner);
        if (index.isOwn(owner)) {
            Optional<MethodKey> key = index.resolve(owner, member);
            if (key.isPresent()) {
                if (ofStatic) {
                    initialise(key.get().owner());
                }
                reach(key.get());
            }
        }
    }

    private void virtual(String owner, String member) {
        touch(owner);
        if (index.isOwn(owner) && setAt(called, owner).add(member)) {
            resolved(owner, member);
            for (String type : List.copyOf(madeBelow.getOrDefault(owner, Set.of()))) {
                resolved(type, member);
            }
        }
    }

    private void resolved(String type, String member) {
        Optional<MethodKey> key = index.resolve(type, member);
        if (key.isPresent()) {
            reach(key.get());
        }
    }

    private static Set<String> setAt(Map<String, Set<String>> sets, String name) {
        Set<String> set = sets.get(name);
        if (set == null) {
            set = new LinkedHashSet<>();
            sets.put(name, set);
        }
        return set;
    }

    private void reach(MethodKey key) {
        touch(key.owner());
        if (methods.add(key)) {
            queue.add(key);
        }
    }

    private void field(String owner, String member, boolean ofStatic, boolean read) {
        touch(owner);
        Optional<String> declaring = index.declaring(owner, member);
        if (declaring.isEmpty()) {
            return;
        }
        String at = declaring.get();
        boolean first = setAt(fields, at).add(read ? member : member + WRITTEN);
        touch(at);
        if (ofStatic) {
            initialise(at);
            if (first && read && !index.isFinal(at, member)) {
                index.writers(at, member).forEach(this::reach);
            }
        }
    }

    private void make(String type) {
        touch(type);
        if (!index.isOwn(type) || made.contains(type)) {
            return;
        }
        made.add(type);
        initialise(type);
        List<String> lineage = new ArrayList<>(List.of(type));
        lineage.addAll(index.ancestors(type));
        boolean seen = false;
        for (String above : lineage) {
            setAt(madeBelow, above).add(type);
            for (String member : List.copyOf(called.getOrDefault(above, Set.of()))) {
                resolved(type, member);
            }
        }
        for (MethodKey key : index.calledFromOutside(type)) {
            reach(key);
        }
        for (String above : lineage) {
            seen |= everyObjectExposed || exposed.containsKey(above);
        }
        if (seen) {
            expose(type);
        }
    }

    private void initialise(String type) {
        if (index.isOwn(type) && initialised.add(type)) {
            if (index.own(type).method(OwnClass.CLASS_INIT).isPresent()) {
                reach(new MethodKey(type, OwnClass.CLASS_INIT));
            }
            for (String parent : index.parents(type)) {
                initialise(parent);
            }
        }
    }

    private void touch(String type) {
        if (!index.isOwn(type)) {
            if (touchedOutside.add(type)) {
                Optional<Library> library = index.library(type);
                if (library.isPresent()) {
                    libraries.add(library.get().name());
                }
                for (String provider : services.loadedBeside(type)) {
                    provide(provider);
                }
            }
        } else if (touched.add(type)) {
            for (String parent : index.parents(type)) {
                touch(parent);
            }
            List<AnnotationNode> annotations = index.own(type).node().visibleAnnotations;
            if (annotations != null) {
                References.dependsOn(annotations).forEach(this::expose);
            }
        }
    }

    private void provide(String provider) {
        if (index.isOwn(provider)) {
            expose(provider);
        } else {
            index.library(provider).ifPresent(library -> libraries.add(library.name()));
        }
    }

    /** Somebody may look into this class by reflection: all of it counts, and so do the types that it leads to. */
    private void expose(String type) {
        touch(type);
        if (!index.isOwn(type) || exposed.containsKey(type)) {
            return;
        }
        OwnClass own = index.own(type);
        Exposed view = reader.exposed(own);
        exposed.put(type, view);
        initialise(type);
        if (!own.isAbstract()) {
            make(type);
        }
        for (MethodNode method : own.node().methods) {
            if (!OwnClass.isHidden(method)) {
                reach(new MethodKey(type, method.name + method.desc));
            }
        }
        own.node().fields.forEach(f -> setAt(fields, type).add(f.name + f.desc));
        view.types().forEach(this::expose);
        List.copyOf(madeBelow.getOrDefault(type, Set.of())).forEach(this::expose);
        if (view.types().contains("java/lang/Object")) {
            everyObjectExposed = true;
            List.copyOf(made).forEach(this::expose);
        }
    }

    /** The class whose code made objects that the step finds: how it came to be, and what it said. */
    private void defining(String type) {
        make(type);
        if (index.isOwn(type)) {
            for (MethodNode method : index.own(type).node().methods) {
                if (method.name.equals("<init>") || method.name.equals("define")) {
                    reach(new MethodKey(type, method.name + method.desc));
                }
            }
        }
    }

    private void resource(String path) {
        if (index.code().paths().contains(path)) {
            resources.add(path);
        } else {
            index.code().libraries().stream()
                    .filter(library -> library.paths().contains(path))
                    .forEach(library -> libraries.add(library.name()));
        }
    }

    private void resources(String prefix) {
        index.code().paths().stream()
                .filter(path -> path.startsWith(prefix) && isResource(path))
                .forEach(resources::add);
    }

    /** Files that say how a jar was built are none of the code's business. */
    private static boolean isResource(String path) {
        return !path.endsWith(".class")
                && !path.equals("META-INF/MANIFEST.MF")
                && !path.startsWith("META-INF/maven/")
                && !path.equals("META-INF/services/dev.rondo.pipeline.Pipeline");
    }

    /** A library brings those it uses, and those that offer services to it. */
    private void closeLibraries() {
        Deque<String> open = new ArrayDeque<>(libraries);
        Map<String, Library> byName = new HashMap<>();
        index.code().libraries().forEach(library -> byName.putIfAbsent(library.name(), library));
        while (!open.isEmpty()) {
            Library library =
                    Optional.ofNullable(byName.get(open.removeFirst())).orElseThrow();
            List<String> uses = new ArrayList<>(library.references());
            services.providers().forEach((type, providers) -> {
                if (library.paths().contains(type + ".class")) {
                    uses.addAll(providers);
                }
            });
            for (String type : uses) {
                if (!index.isOwn(type)) {
                    index.library(type)
                            .map(Library::name)
                            .filter(libraries::add)
                            .ifPresent(open::add);
                } else if (!exposed.containsKey(type)) {
                    expose(type);
                    drain();
                    libraries.stream().filter(name -> !open.contains(name)).forEach(open::add);
                }
            }
        }
    }
}
