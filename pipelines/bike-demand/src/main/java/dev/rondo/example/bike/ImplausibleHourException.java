package dev.rondo.example.bike;

/** A row whose values cannot be; says where and why. */
public final class ImplausibleHourException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;
    private final String column;

    ImplausibleHourException(String file, long line, String column, int number, String problem) {
        super(file + ", line " + line + ", column \"" + column + "\" (" + number + "): " + problem
                + ". Have the month corrected where it comes from; the corrected file starts a new run.");
        this.file = file;
        this.line = line;
        this.column = column;
    }

    /** The file, as people know it. */
    public String file() {
        return file;
    }

    /** From 1, the header. */
    public long line() {
        return line;
    }

    public String column() {
        return column;
    }
}
