package dev.rondo.engine.artifact;

import dev.rondo.definition.ColumnSelection;
import dev.rondo.definition.ValueType;
import dev.rondo.step.Codec;
import dev.rondo.step.DataFile;
import dev.rondo.table.Table;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
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
    private final ListMemo lists = new ListMemo();

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

    /** The elements of a list; a list that was asked for lately is not read again. */
    public ListElements elements(ValueSlot slot, Digest digest) {
        return lists.get(digest, () -> {
            try {
                if (slot.type().codec().isEmpty()) {
                    return ListElements.of(store.read(digest, InputStream::readAllBytes));
                }
                return ListElements.of(bytes(decode(slot, digest)));
            } catch (IOException e) {
                throw new ValueException(
                        "Artifact " + digest.shortHex() + " cannot be taken apart as the list of " + slot + ": " + e
                                + ". Run the step that writes it again.",
                        e);
            }
        });
    }

    /** One element of a list, made anew for each caller. */
    public Object element(ValueSlot slot, Digest digest, int element) {
        byte[] bytes = elements(slot, digest).element(element);
        try {
            return json.read(new ByteArrayInputStream(bytes), elementType(slot.type()));
        } catch (IOException e) {
            throw new ValueException(
                    "Element " + element + " of " + slot + " cannot be read: " + e + ". Probably the type has changed"
                            + " since it was written: run the step that writes it again.",
                    e);
        }
    }

    /** Keeps what one item came to. */
    public ItemValue writeItem(ValueSlot slot, Object value) {
        try {
            byte[] bytes = bytes(value);
            Digest digest = Digest.of(bytes);
            if (bytes.length <= ItemValue.MOST_SMALL_BYTES) {
                return new ItemValue(digest, bytes.length, Optional.of(new String(bytes, StandardCharsets.UTF_8)));
            }
            store.put(out -> out.write(bytes));
            return new ItemValue(digest, bytes.length, Optional.empty());
        } catch (IOException e) {
            throw new ValueException(
                    "The result for an element of " + slot + " cannot be written as JSON: " + e
                            + ". Return a record, a number, a text or a list.",
                    e);
        }
    }

    /** The list of what all items came to, as if one step had written it. */
    public Artifact join(ValueSlot slot, List<ItemValue> items) {
        try {
            if (slot.type().codec().isEmpty()) {
                return store.put(out -> join(items, out));
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            join(items, all);
            Object list = json.read(
                    new ByteArrayInputStream(all.toByteArray()), slot.type().type());
            return store.put(out -> encode(slot.type(), list, out));
        } catch (IOException e) {
            throw new ValueException("The results of " + slot + " cannot be put together: " + e, e);
        }
    }

    private void join(List<ItemValue> items, OutputStream to) throws IOException {
        OutputStream out = new BufferedOutputStream(to, 1 << 16);
        out.write('[');
        boolean first = true;
        for (ItemValue item : items) {
            if (!first) {
                out.write(',');
            }
            first = false;
            out.write(
                    item.small().isPresent()
                            ? item.small().get().getBytes(StandardCharsets.UTF_8)
                            : store.read(item.digest(), InputStream::readAllBytes));
        }
        out.write(']');
        out.flush();
    }

    private byte[] bytes(Object value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        json.write(value, out);
        return out.toByteArray();
    }

    private static Type elementType(ValueType list) {
        return list.type() instanceof ParameterizedType type ? type.getActualTypeArguments()[0] : Object.class;
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
