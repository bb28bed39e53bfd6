package dev.rondo.engine.artifact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The elements of a list, each as the JSON it has in the list's own. An element's digest is that of its JSON, so it does
 * not depend on where in the list the element is.
 *
 * <p><b>Threads.</b> Immutable.
 */
public final class ListElements {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final byte[] json;
    private final int[] starts;
    private final List<Digest> digests;

    private ListElements(byte[] json, int[] starts) {
        this.json = json;
        this.starts = starts;
        List<Digest> found = new ArrayList<>(count());
        for (int i = 0; i < count(); i++) {
            found.add(Digest.of(element(i)));
        }
        this.digests = List.copyOf(found);
    }

    /**
     * Takes canonical JSON apart; it is not copied.
     *
     * @throws IOException when it is not the JSON of a list
     */
    static ListElements of(byte[] json) throws IOException {
        List<Integer> starts = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("it is not a list");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                starts.add((int) parser.currentTokenLocation().getByteOffset());
                parser.skipChildren();
            }
            // One more than there are elements: each ends before the comma, or the bracket, that follows it.
            starts.add((int) parser.currentTokenLocation().getByteOffset() + (starts.isEmpty() ? 0 : 1));
        }
        return new ListElements(json, starts.stream().mapToInt(start -> start).toArray());
    }

    public int count() {
        return starts.length - 1;
    }

    public Digest digest(int element) {
        return digests.get(element);
    }

    byte[] element(int element) {
        return Arrays.copyOfRange(json, starts[element], starts[element + 1] - 1);
    }
}
