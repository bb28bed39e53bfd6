package dev.rondo.engine.code;

import dev.rondo.engine.artifact.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.tree.FieldNode;

/**
 * Answers for the steps of one user's code: what can this step reach, and under which digest. Keeps what it has read, so
 * that steps that share code cost little more than one.
 *
 * <p><b>Threads.</b> Safe for many threads, if the code base is.
 */
public final class CodeDigests {
    /** What is reached of most classes fits into so many characters. */
    private static final int ROOM = 2048;

    private final ClassIndex index;
    private final ReadClass reader;
    private final Services services;

    public CodeDigests(CodeBase code) {
        this.index = new ClassIndex(code);
        this.reader = ReadClass.of(index);
        this.services = new Services(code);
    }

    /** The code that can be reached from here. */
    public StepCode of(CodeEntry entry) {
        Walk walk = new Walk(index, reader, services).from(entry);
        List<CodePart> parts = new ArrayList<>(classes(walk));
        for (Library library : index.code().libraries()) {
            if (walk.libraries().contains(library.name())) {
                parts.add(new CodePart(CodePart.Kind.LIBRARY, library.name(), library.digest()));
            }
        }
        for (String path : walk.resources()) {
            parts.add(new CodePart(
                    CodePart.Kind.RESOURCE, path, Digest.of(index.code().bytes(path))));
        }
        parts.add(value("function", List.of(function(entry))));
        if (!entry.values().isEmpty()) {
            parts.add(value("values from the definition", entry.values()));
        }
        ContextFlow flow = new ContextFlow(index, entry.settings());
        ContextReads reads = !entry.takesContext()
                ? ContextReads.nothing()
                : walk.wide() ? ContextReads.everything() : flow.of(walk.methods(), reader);
        List<CodeNote> notes = new ArrayList<>(walk.notes());
        entry.definition()
                .ifPresent(type -> notes.add(new CodeNote(
                        type.replace('/', '.'),
                        "gives the function an object whose state cannot be told, so all that define does counts")));
        notes.addAll(flow.notes());
        return StepCode.of(parts, reads, notes.stream().distinct().toList());
    }

    private static CodePart value(String name, List<String> texts) {
        StringBuilder all = new StringBuilder();
        texts.forEach(text -> all.append(text.length()).append(' ').append(text).append('\n'));
        return new CodePart(CodePart.Kind.VALUE, name, Digest.ofText(all.toString()));
    }

    /** A function's name counts unless the compiler chose it. */
    private String function(CodeEntry entry) {
        String member = entry.method() + entry.descriptor();
        return index.isOwn(entry.owner())
                ? index.resolve(entry.owner(), member).map(reader::method).orElse(member)
                : entry.owner() + "." + member;
    }

    private List<CodePart> classes(Walk walk) {
        Map<String, Set<String>> members = new HashMap<>();
        for (MethodKey key : walk.methods()) {
            sortedAt(members, key.owner()).add(reader.method(key));
        }
        for (Map.Entry<String, Set<String>> each : walk.fields().entrySet()) {
            OwnClass own = index.own(each.getKey());
            for (String field : each.getValue()) {
                String member = field.endsWith(Walk.WRITTEN)
                        ? field.substring(0, field.length() - Walk.WRITTEN.length())
                        : field;
                Optional<FieldNode> node = own.field(member);
                if (node.isPresent()) {
                    sortedAt(members, each.getKey()).add(reader.field(each.getKey(), node.get()));
                }
            }
        }
        Map<String, Set<String>> texts = new HashMap<>();
        for (String type : walk.touched()) {
            OwnClass own = index.own(type);
            if (!own.isSwitchMap()) {
                StringBuilder text = new StringBuilder(ROOM).append(reader.header(own));
                for (String member : members.getOrDefault(type, Set.of())) {
                    text.append(member);
                }
                Exposed exposed = walk.exposed().get(type);
                text.append(exposed == null ? "" : exposed.text());
                sortedAt(texts, named(type)).add(text.toString());
            }
        }
        List<CodePart> parts = new ArrayList<>(texts.size());
        for (Map.Entry<String, Set<String>> each : texts.entrySet()) {
            String all =
                    each.getValue().size() == 1 ? each.getValue().iterator().next() : String.join("", each.getValue());
            parts.add(new CodePart(CodePart.Kind.CLASS, each.getKey().replace('/', '.'), Digest.ofText(all)));
        }
        return parts;
    }

    private static Set<String> sortedAt(Map<String, Set<String>> sets, String name) {
        Set<String> set = sets.get(name);
        if (set == null) {
            set = new TreeSet<>();
            sets.put(name, set);
        }
        return set;
    }

    /** The class around it that has a name. */
    private static String named(String type) {
        for (int at = type.indexOf('$'); at > 0 && at + 1 < type.length(); at = type.indexOf('$', at + 1)) {
            if (Character.isDigit(type.charAt(at + 1))) {
                return type.substring(0, at);
            }
        }
        return type;
    }
}
