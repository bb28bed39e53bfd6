package dev.rondo.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** One of the five fields of a cron expression, in their order, and how its text is read. */
enum CronField {
    MINUTE(1, "minute", 0, 59, ""),
    HOUR(2, "hour", 0, 23, ""),
    DAY_OF_MONTH(3, "day-of-month", 1, 31, ""),
    MONTH(4, "month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    /** 7 is Sunday like 0. */
    DAY_OF_WEEK(5, "day-of-week", 0, 7, "SUN MON TUE WED THU FRI SAT");

    /** Stands for the last day of the month among the days of the month, which begin at 1. */
    static final int LAST_DAY = 0;

    private static final int SUNDAY_AGAIN = 7;

    private final int number;
    private final String label;
    private final int min;
    private final int max;
    /** Names for the values from {@code min} on, with blanks between them; empty where there are none. */
    private final String names;

    CronField(int number, String label, int min, int max, String names) {
        this.number = number;
        this.label = label;
        this.min = min;
        this.max = max;
        this.names = names;
    }

    /**
     * The values that the text names.
     *
     * @param position where the text begins in the expression, from 1
     * @throws IllegalArgumentException with field, position, reason and what is allowed
     */
    BitSet parse(String text, int position) {
        BitSet values = new BitSet();
        int at = position;
        for (String item : text.split(",", -1)) {
            parseItem(item, at, values);
            at += item.length() + 1;
        }
        if (this == DAY_OF_WEEK && values.get(SUNDAY_AGAIN)) {
            values.clear(SUNDAY_AGAIN);
            values.set(0);
        }
        return values;
    }

    private void parseItem(String item, int at, BitSet values) {
        if (item.isEmpty()) {
            throw wrong(at, "a value is missing");
        }
        if (this == DAY_OF_MONTH && item.equalsIgnoreCase("L")) {
            values.set(LAST_DAY);
            return;
        }
        int slash = item.indexOf('/');
        String range = slash < 0 ? item : item.substring(0, slash);
        int step = slash < 0 ? 1 : step(item.substring(slash + 1), at + slash + 1);
        int dash = range.indexOf('-', 1);
        int from;
        int to;
        if (range.equals("*")) {
            from = min;
            to = lastOfWildcard();
        } else if (dash < 0) {
            from = value(range, at);
            to = slash < 0 ? from : Math.max(from, lastOfWildcard());
        } else {
            from = value(range.substring(0, dash), at);
            to = value(range.substring(dash + 1), at + dash + 1);
            if (this == DAY_OF_WEEK && to == 0 && from > 0) {
                to = SUNDAY_AGAIN;
            }
            if (from > to) {
                throw wrong(at, "the range \"" + range + "\" ends before it begins; write two ranges with a comma");
            }
        }
        for (int value = from; value <= to; value += step) {
            values.set(value);
        }
    }

    private int step(String text, int at) {
        int step = digits(text);
        int most = lastOfWildcard() - min;
        if (step < 1 || step > most) {
            throw wrong(at, "\"" + text + "\" is not a step from 1 to " + most);
        }
        return step;
    }

    private int value(String text, int at) {
        int named = names().indexOf(text.toUpperCase(Locale.ROOT));
        int value = named >= 0 ? named + min : digits(text);
        if (value < min || value > max) {
            throw wrong(at, "\"" + text + "\" is none of its values" + (text.equals("?") ? "; write * for any" : ""));
        }
        return value;
    }

    private List<String> names() {
        return names.isEmpty() ? List.of() : List.of(names.split(" "));
    }

    /** The number that the text writes in at most four digits; -1 for anything else. */
    private static int digits(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }

    private int lastOfWildcard() {
        return this == DAY_OF_WEEK ? SUNDAY_AGAIN - 1 : max;
    }

    private IllegalArgumentException wrong(int at, String reason) {
        return new IllegalArgumentException("Field " + number + " (" + label + ") is wrong at position " + at
                + ": "
                + reason + ". It allows " + min + "-" + max
                + (names.isEmpty() ? "" : " or " + names().get(0) + "-" + names().get(names().size() - 1))
                + (this == DAY_OF_MONTH ? ", L for the last day" : "")
                + (this == DAY_OF_WEEK ? " (0 and 7 are Sunday)" : "") + ", lists, ranges, and steps such as */2.");
    }
}
