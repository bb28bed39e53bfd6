package dev.rondo.engine.code;

import dev.rondo.engine.artifact.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Answers for the steps of one user's code: what can this step reach, and under which digest. Keeps what it has read, so
 * that steps that share code cost little more than one.
 *
 * <p><b>Threads.</b> Safe for many threads, if the code base is.
 */
public final class CodeDigests {
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
        Map<String, Set<String>> members = new TreeMap<>();
        for (MethodKey key : walk.methods()) {
            members.computeIfAbsent(key.owner(), o -> new TreeSet<>()).add(reader.method(key));
        }
        walk.fields().forEach((owner, fields) -> {
            for (String field : fields) {
                String member = field.endsWith(Walk.WRITTEN)
                        ? field.substring(0, field.length() - Walk.WRITTEN.length())
                        : field;
                index.own(owner)
                        .field(member)
                        .ifPresent(node -> members.computeIfAbsent(owner, o -> new TreeSet<>())
                                .add(reader.field(owner, node)));
            }
        });
        Map<String, Set<String>> texts = new TreeMap<>();
        for (String type : walk.touched()) {
            if (!index.own(type).isSwitchMap()) {
                StringBuilder text = new StringBuilder(reader.header(index.own(type)));
                members.getOrDefault(type, Set.of()).forEach(text::append);
                Exposed exposed = walk.exposed().get(type);
                text.append(exposed == null ? "" : exposed.text());
                texts.computeIfAbsent(named(type), n -> new TreeSet<>()).add(text.toString());
            }
        }
        List<CodePart> parts = new ArrayList<>();
        texts.forEach((name, each) -> parts.add(
                new CodePart(CodePart.Kind.CLASS, name.replace('/', '.'), Digest.ofText(String.join("", each)))));
        return parts;
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
