package dev.rondo.table;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one CSV file strictly; see {@link Csv} for the rules. */
final class CsvInput {
    private static final String WRITE_AGAIN = "Have the file written or transferred again";

    private final String file;
    private final Schema schema;
    private final Set<Csv.Option> options;

    CsvInput(String file, Schema schema, Set<Csv.Option> options) {
        this.file = file;
        this.schema = schema;
        this.options = options;
    }

    Table read(InputStream in) throws IOException {
        Utf8Reader text = new Utf8Reader(in);
        CsvLine.Handler handler = new CsvLine.Handler();
        try (CsvReader<CsvLine> reader = CsvReader.builder()
                        .skipEmptyLines(false)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowExtraCharsAfterClosingQuote(false)
                        .allowUnclosedQuote(false)
                        .build(handler, text);
                CloseableIterator<CsvLine> lines = reader.iterator()) {
            TableBuilder table = Table.builder(schema);
            boolean header = true;
            while (lines.hasNext()) {
                CsvLine next = lines.next();
                checkQuotes(next);
                if (header) {
                    checkHeader(next);
                    header = false;
                } else {
                    table.addChecked(row(next));
                }
            }
            checkEnd(header, table, text);
            return table.build();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof Utf8Reader.NotUtf8 notUtf8) {
                throw CsvException.inLine(
                        file,
                        notUtf8.line,
                        "the bytes are not UTF-8",
                        "Save the file as UTF-8; if it was UTF-8, it is damaged");
            }
            throw e.getCause();
        } catch (CsvParseException e) {
            String detail = String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
            throw CsvException.inLine(
                    file,
                    handler.line(),
                    "it cannot be read as CSV: " + detail,
                    "Quote a field as a whole, close the quote, and write a quote within it twice; if the file was cut off, have"
                            + " it written again");
        }
    }

    private void checkEnd(boolean noHeader, TableBuilder table, Utf8Reader text) {
        if (noHeader) {
            throw CsvException.inFile(
                    file,
                    "the file is empty; a header with the columns " + schema.names() + " was expected",
                    WRITE_AGAIN);
        }
        if (table.rows() == 0 && !options.contains(Csv.Option.ALLOW_NO_ROWS)) {
            throw CsvException.inFile(
                    file,
                    "the file has a header and no rows",
                    WRITE_AGAIN + ", or read it with ALLOW_NO_ROWS if having none is right");
        }
        if (options.contains(Csv.Option.REQUIRE_FINAL_LINE_BREAK) && !text.endedLine()) {
            throw CsvException.inFile(
                    file, "the last line does not end with a line break, so it may be cut off", WRITE_AGAIN);
        }
    }

    private void checkQuotes(CsvLine line) {
        for (int i = 0; i < line.fields().size(); i++) {
            if (!line.quoted().get(i) && line.fields().get(i).indexOf('"') >= 0) {
                throw CsvException.inLine(
                        file,
                        line.number(),
                        "field " + (i + 1) + " has a quote within it but does not begin with one: "
                                + CellValue.shown(line.fields().get(i)),
                        "Quote the field as a whole, and write a quote within it twice");
            }
        }
    }

    private void checkHeader(CsvLine line) {
        List<String> found = line.fields();
        List<String> expected = schema.names();
        if (found.equals(expected)) {
            return;
        }
        List<String> wrong = new ArrayList<>();
        List<String> missing =
                expected.stream().filter(name -> !found.contains(name)).toList();
        if (!missing.isEmpty()) {
            wrong.add("lacks " + quoted(missing));
        }
        List<String> unknown =
                found.stream().filter(name -> !expected.contains(name)).toList();
        if (!unknown.isEmpty()) {
            wrong.add("has unexpected " + quoted(unknown));
        }
        Set<String> seen = new HashSet<>();
        List<String> twice = found.stream()
                .filter(name -> !seen.add(name) && expected.contains(name))
                .distinct()
                .toList();
        if (!twice.isEmpty()) {
            wrong.add("names more than once " + quoted(twice));
        }
        if (wrong.isEmpty()) {
            wrong.add("has them in another order: " + String.join(",", found));
        }
        throw CsvException.inLine(
                file,
                line.number(),
                "the header does not match the columns " + String.join(",", expected) + "; it "
                        + String.join(" and ", wrong),
                "Correct the header, or the schema if the file is right");
    }

    private static String quoted(List<String> names) {
        return String.join(", ", names.stream().map(CellValue::shown).toList());
    }

    private List<Optional<Object>> row(CsvLine line) {
        List<Column> columns = schema.columns();
        int found = line.fields().size();
        if (found != columns.size()) {
            String reason = line.isBlank()
                    ? "the line is empty"
                    : "the row has " + found + " of " + columns.size() + " cells"
                            + (found < columns.size()
                                    ? "; it ends before column \""
                                            + columns.get(found).name() + "\" (" + (found + 1) + ")"
                                    : "");
            throw CsvException.inLine(
                    file,
                    line.number(),
                    reason,
                    found < columns.size()
                            ? "Complete the line or remove it; if the file was cut off there, have it written again"
                            : "Quote cells that contain a comma");
        }
        List<Optional<Object>> row = new ArrayList<>(found);
        for (int i = 0; i < found; i++) {
            row.add(cell(line, columns.get(i), i));
        }
        return row;
    }

    private Optional<Object> cell(CsvLine line, Column column, int index) {
        String text = line.fields().get(index);
        boolean emptyText = column.type() == ColumnType.TEXT && line.quoted().get(index);
        if (text.isEmpty() && !emptyText) {
            return Optional.empty();
        }
        Optional<Object> value = CellValue.parse(column.type(), text);
        if (value.isEmpty()) {
            throw CsvException.inCell(
                    file,
                    line.number(),
                    column.name(),
                    index + 1,
                    CellValue.shown(text) + " is not a " + CellValue.noun(column.type()),
                    "Write " + CellValue.example(column.type()) + ", or leave the cell empty if the value is missing");
        }
        return value;
    }
}
