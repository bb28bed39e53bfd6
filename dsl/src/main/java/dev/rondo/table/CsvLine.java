package dev.rondo.table;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * One record of a CSV file as it stands there.
 *
 * @param number the line on which it begins, from 1
 * @param quoted which fields stand in quotes
 */
record CsvLine(long number, List<String> fields, BitSet quoted) {

    boolean isBlank() {
        return fields.size() == 1 && fields.get(0).isEmpty() && !quoted.get(0);
    }

    /** Builds lines from what the parser finds; keeps the difference between {@code ""} and nothing. */
    static final class Handler extends AbstractBaseCsvCallbackHandler<CsvLine> {
        private List<String> fields = new ArrayList<>();
        private BitSet quoted = new BitSet();

        /** The line on which the record begins that is being read. */
        long line() {
            return getStartingLineNumber();
        }

        @Override
        protected void handleBegin(long startingLineNumber) {
            fields = new ArrayList<>(fields.size());
            quoted = new BitSet();
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int length, boolean inQuotes) {
            fields.add(new String(buffer, offset, length));
            quoted.set(index, inQuotes);
        }

        @Override
        protected void handleEmpty() {
            fields.add("");
        }

        @Override
        protected CsvLine buildRecord() {
            return new CsvLine(getStartingLineNumber(), fields, quoted);
        }
    }
}
