package dev.rondo.engine.store;

import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has PostgreSQL itself refuse an update that does not change just one row. What stands behind such an update in the same
 * message, the commit above all, is then not done either, and nobody needs to wait for the count before the commit is sent.
 */
final class Insist {
    private static final String FAILED = "rows changed by statement %d: ";
    private static final Pattern NUMBER = Pattern.compile("rows changed by statement (\\d+): \\d");

    private Insist() {}

    /**
     * An update that fails unless it changes one row.
     *
     * @param number what {@link #failed} tells of it then
     */
    static String onOneRow(String update, int number) {
        return "with changed as (" + update + " returning 1) select case count(*) when 1 then 1 else cast('"
                + FAILED.formatted(number) + "' || count(*) as integer) end from changed";
    }

    /** The number of the update that did not change one row, if that is what failed. */
    static OptionalInt failed(SQLException failure) {
        Matcher matcher = NUMBER.matcher(String.valueOf(failure.getMessage()));
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}
