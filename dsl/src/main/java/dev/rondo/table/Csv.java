package dev.rondo.table;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tables as CSV (RFC 4180): commas, double quotes, UTF-8, one header line.
 *
 * <p>Reading is strict: the header is the schema's names in their order, every row has a cell for each column, and every
 * cell is of its column's type without blanks around it. Lines end with LF or CRLF; a byte order mark is skipped. An
 * empty cell is a missing one, but {@code ""} in a text column is the empty text. What does not fit is reported by a
 * {@link CsvException} with file, line and column; nothing is guessed.
 *
 * <p>Writing is deterministic: equal tables give equal bytes, on every JDK, and reading them gives an equal table. Lines
 * end with LF, dates are ISO-8601, decimal numbers take the fewest digits that read back as the same number.
 */
public final class Csv {

    /** What {@link Csv#read(Path, String, Schema, Option...)} lets pass or refuses beyond its default. */
    public enum Option {
        /** A file of a header and no rows is a table of no rows; without this it is an error. */
        ALLOW_NO_ROWS,
        /** The last line must end with a line break, so that a file cut off within its last number is noticed. */
        REQUIRE_FINAL_LINE_BREAK
    }

    private Csv() {}

    /**
     * Reads a file.
     *
     * @param displayName the file's name as people know it, for messages
     * @throws CsvException when the content does not fit the schema
     * @throws IOException when the file cannot be read
     */
    public static Table read(Path content, String displayName, Schema schema, Option... options) throws IOException {
        try (InputStream in = Files.newInputStream(content)) {
            return read(in, displayName, schema, options);
        }
    }

    /** Reads a stream to its end; the caller closes it. */
    public static Table read(InputStream in, String displayName, Schema schema, Option... options) throws IOException {
        return new CsvInput(displayName, schema, Set.of(options)).read(in);
    }

    /** Writes header and rows; the caller closes the stream. */
    public static void write(Table table, OutputStream out) throws IOException {
        // An encoder of its own refuses broken surrogates instead of writing question marks.
        Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8.newEncoder());
        CsvWriter csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(QuoteStrategies.EMPTY)
                .build(text);
        try {
            csv.writeRecord(table.schema().names());
            List<@Nullable String> fields = new ArrayList<>();
            for (int row = 0; row < table.rows(); row++) {
                fields.clear();
                for (int column = 0; column < table.schema().columns().size(); column++) {
                    fields.add(
                            table.cells(column).get(row).map(CellValue::format).orElse(null));
                }
                csv.writeRecord(fields);
            }
            csv.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        text.flush();
    }
}
