package dev.rondo.step;

import dev.rondo.table.Csv;
import dev.rondo.table.CsvException;
import dev.rondo.table.Schema;
import dev.rondo.table.Table;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of a source, or one that a step declares to depend on, in the version that the run pinned.
 *
 * @param name the path below the data root as people know it, for messages
 * @param content where the pinned bytes are; read-only, and not named like the original
 */
public record DataFile(String name, Path content) {

    /**
     * The rows of this CSV file, read strictly.
     *
     * @throws CsvException with file, line and column of the first thing that does not fit the schema
     * @throws IOException when the file cannot be read
     */
    public Table readCsv(Schema schema, Csv.Option... options) throws IOException {
        return Csv.read(content, name, schema, options);
    }
}
