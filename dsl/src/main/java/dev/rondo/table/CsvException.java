package dev.rondo.table;

import java.util.Optional;

/** A CSV file that does not hold what its schema says. The message names file, line and column, and the remedy. */
public final class CsvException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;
    private final String column;
    private final int columnNumber;

    private CsvException(String message, String file, long line, String column, int columnNumber) {
        super(message);
        this.file = file;
        this.line = line;
        this.column = column;
        this.columnNumber = columnNumber;
    }

    static CsvException inFile(String file, String reason, String remedy) {
        return new CsvException(file + ": " + reason + ". " + remedy, file, 0, "", 0);
    }

    static CsvException inLine(String file, long line, String reason, String remedy) {
        return new CsvException(file + ", line " + line + ": " + reason + ". " + remedy, file, line, "", 0);
    }

    static CsvException inCell(String file, long line, String column, int number, String reason, String remedy) {
        return new CsvException(
                file + ", line " + line + ", column \"" + column + "\" (" + number + "): " + reason + ". " + remedy,
                file,
                line,
                column,
                number);
    }

    /** The file, as people know it. */
    public String file() {
        return file;
    }

    /** The line of the file on which the row begins, from 1 (the header); 0 when the file as a whole is wrong. */
    public long line() {
        return line;
    }

    /** The column's name; empty when the row or the file as a whole is wrong. */
    public Optional<String> column() {
        return column.isEmpty() ? Optional.empty() : Optional.of(column);
    }

    /** The column's place, from 1; 0 when the row or the file as a whole is wrong. */
    public int columnNumber() {
        return columnNumber;
    }
}
