package dev.rondo.step;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * How the values of a dataset become bytes and back. Writing must be deterministic: equal values give equal bytes, for
 * artifacts are found by the digest of their content.
 *
 * <p><b>Threads.</b> One codec serves many threads at once; it keeps no state.
 */
public interface Codec<T> {

    /** Writes {@code value}; the caller closes the stream. */
    void write(T value, OutputStream out) throws IOException;

    /** Reads what {@link #write} wrote; the caller closes the stream. */
    T read(InputStream in) throws IOException;

    /** The media type shown beside the artifact, such as {@code application/octet-stream}. */
    default String mediaType() {
        return "application/octet-stream";
    }
}
