package dev.rondo.engine.artifact;

import dev.rondo.definition.ColumnSelection;
import dev.rondo.definition.ValueType;
import dev.rondo.step.Codec;
import dev.rondo.step.DataFile;
import dev.rondo.table.Table;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Turns the values of steps into artifacts and back. Equal values give the same artifact. The type decides how:
 *
 * <ul>
 *   <li>a type with a codec of its own: by that codec;
 *   <li>{@link Table}: CSV, with the schema in its first line;
 *   <li>{@link Path}: the file or the folder as it is; names of files below a folder are kept, the file's own is not;
 *   <li>{@link DataFile}: the file's bytes; its name belongs to whoever refers to it;
 *   <li>{@code byte[]}: as it is;
 *   <li>everything else, such as records, lists, maps, numbers, texts, metrics and times: {@link CanonicalJson}.
 * </ul>
 *
 * <p>What cannot be written or read is a {@link ValueException}; failures of the store stay what they are.
 *
 * <p><b>Threads.</b> Safe for many threads. Codecs run on the calling thread, which therefore is a step's.
 */
public final class Values {
    /** More would be wasted on most values, which are small. */
    private static final int BUFFER = 1 << 13;

    private final ArtifactStore store;
    private final CanonicalJson json = new CanonicalJson();
    private final TableText tables = new TableText(json);

    public Values(ArtifactStore store) {
        this.store = store;
    }

    /** Makes an artifact of a value; whoever records it writes it too if it is small, see {@link ArtifactStore#stage}. */
    public Staged stage(ValueSlot slot, Object value) {
        ValueType type = slot.type();
        if (!type.raw().isInstance(value)) {
            throw new ValueException("The value of " + slot + " is a "
                    + value.getClass().getName() + ". Let the step's function return the type it declares.");
        }
        if (isPlain(type, Path.class)) {
            return new Staged(store.put((Path) value), Optional.empty());
        }
        if (isPlain(type, DataFile.class)) {
            return new Staged(store.put(((DataFile) value).content()), Optional.empty());
        }
        try {
            return store.stage(out -> {
                OutputStream buffered = new BufferedOutputStream(out, BUFFER);
                encode(type, value, buffered);
                buffered.flush();
            });
        } catch (IOException e) {
            throw new ValueException("The value of " + slot + " cannot be written: " + e + ". " + remedy(type), e);
        }
    }

    /**
     * Reads a value.
     *
     * @param fileName what a {@link DataFile} is called
     * @param columns the columns of a table that are wanted; empty for all
     */
    public Object read(ValueSlot slot, Digest digest, String fileName, Optional<ColumnSelection> columns) {
        ValueType type = slot.type();
        Object value;
        if (isPlain(type, Path.class)) {
            value = store.path(digest);
        } else if (isPlain(type, DataFile.class)) {
            value = new DataFile(fileName, store.path(digest));
        } else {
            value = decode(slot, digest);
        }
        return columns.isPresent() ? cut(slot, value, columns.get()) : value;
    }

    private void encode(ValueType type, Object value, OutputStream out) throws IOException {
        if (type.codec().isPresent()) {
            codec(type).write(value, out);
        } else if (isPlain(type, Table.class)) {
            tables.write((Table) value, out);
        } else if (isPlain(type, byte[].class)) {
            out.write((byte[]) value);
        } else {
            json.write(value, out);
        }
    }

    private Object decode(ValueSlot slot, Digest digest) {
        ValueType type = slot.type();
        try {
            return store.read(digest, in -> {
                BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
                if (type.codec().isPresent()) {
                    return codec(type).read(buffered);
                } else if (isPlain(type, Table.class)) {
                    return tables.read(buffered, slot.name());
                } else if (isPlain(type, byte[].class)) {
                    return buffered.readAllBytes();
                }
                return json.read(buffered, type.type());
            });
        } catch (IOException e) {
            throw new ValueException(
                    "Artifact " + digest.shortHex() + " cannot be read as the value of " + slot + ": " + e + ". "
                            + "Probably the type has changed since it was written: run the step that writes it again. "
                            + remedy(type),
                    e);
        }
    }

    private static Table cut(ValueSlot slot, Object value, ColumnSelection columns) {
        if (!(value instanceof Table table)) {
            throw new ValueException("Columns " + columns.names() + " are chosen from " + slot
                    + ", which is not a table. Remove columns(...) or without(...) from this input.");
        }
        List<String> all = table.schema().names();
        List<String> unknown =
                columns.names().stream().filter(c -> !all.contains(c)).toList();
        if (!unknown.isEmpty()) {
            throw new ValueException("Input " + slot + " has no column " + unknown + ", which columns(...) or"
                    + " without(...) names; its columns are " + all + ".");
        }
        return table.select(columns.apply(all));
    }

    /** Whether values are declared to be of this class, so that the engine's rule for it holds and no codec. */
    private static boolean isPlain(ValueType type, Class<?> rule) {
        return type.codec().isEmpty() && type.raw() == rule;
    }

    private static String remedy(ValueType type) {
        return type.codec().isPresent()
                ? "Correct its codec, " + type.codec().get().getClass().getName() + "."
                : "Values are written as JSON unless their type has a codec: make it a record, or publish the dataset"
                        + " with a DatasetRef that has a codec.";
    }

    @SuppressWarnings("unchecked") // a ValueType is made with a codec for its own type
    private static Codec<Object> codec(ValueType type) {
        return (Codec<Object>) type.codec().orElseThrow();
    }
}
