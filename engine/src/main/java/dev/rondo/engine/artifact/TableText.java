package dev.rondo.engine.artifact;

import dev.rondo.table.Csv;
import dev.rondo.table.Schema;
import dev.rondo.table.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A table as one file that explains itself: a first line that begins with {@code #} and holds the schema as JSON, and
 * below it CSV with a header. Programs that skip lines beginning with {@code #} read it as it is.
 *
 * <p>The schema is kept whole, with units and tags, because a step may decide by them (leave out every column tagged
 * {@code leak}), and must see the same table whether it was computed now or taken from the cache.
 */
final class TableText {
    private static final String HEADING = "# rondo-table 1 ";
    private static final int LONGEST_SCHEMA = 1 << 24;

    private final CanonicalJson json;

    TableText(CanonicalJson json) {
        this.json = json;
    }

    void write(Table table, OutputStream out) throws IOException {
        out.write((HEADING + json.text(table.schema()) + "\n").getBytes(StandardCharsets.UTF_8));
        Csv.write(table, out);
    }

    Table read(InputStream in, String name) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > LONGEST_SCHEMA) {
                throw new IOException("It does not begin with a line that holds the table's schema");
            }
            line.write(b);
        }
        String heading = line.toString(StandardCharsets.UTF_8);
        if (!heading.startsWith(HEADING)) {
            throw new IOException("It does not begin with \"" + HEADING + "\" and the table's schema");
        }
        Schema schema = json.parse(heading.substring(HEADING.length()), Schema.class);
        return Csv.read(in, name, schema, Csv.Option.ALLOW_NO_ROWS);
    }
}
