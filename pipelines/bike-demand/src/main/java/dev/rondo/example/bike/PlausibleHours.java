package dev.rondo.example.bike;

import dev.rondo.table.Row;
import dev.rondo.table.Table;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must hold of every row of a month's file, beyond the types of its columns. */
final class PlausibleHours {
    private static final Pattern FILE_NAME = Pattern.compile("hour-([0-9]{4}-[0-9]{2})\\.csv$");
    private static final List<String> SCALED = List.of("temp", "atemp", "hum", "windspeed");

    /** The header is line 1. */
    private static final int FIRST_LINE = 2;

    private final String file;
    private final YearMonth month;
    private final Table hours;
    private final Set<Slot> seen = new HashSet<>();

    private record Slot(LocalDate day, long hour) {}

    PlausibleHours(String file, Table hours) {
        this.file = file;
        this.month = monthOf(file);
        this.hours = hours;
    }

    private static YearMonth monthOf(String file) {
        Matcher name = FILE_NAME.matcher(file);
        if (!name.find()) {
            throw new IllegalArgumentException(
                    "The file " + file + " does not say which month it holds; name it like hour-2012-03.csv");
        }
        return YearMonth.parse(name.group(1));
    }

    void require() {
        for (int number = 0; number < hours.rows(); number++) {
            require(hours.row(number));
        }
    }

    private void require(Row hour) {
        for (String column : hours.schema().names()) {
            require(!hour.isMissing(column), hour, column, "the cell is empty");
        }
        LocalDate day = hour.date("dteday");
        require(YearMonth.from(day).equals(month), hour, "dteday", day + " is not in " + month);
        require(hour.integer("mnth") == day.getMonthValue(), hour, "mnth", "it is not the month of " + day);
        require(
                within(hour.integer("hr"), 0, 23),
                hour,
                "hr",
                hour.integer("hr") + " is not an hour of the day, 0 to 23");
        for (String column : SCALED) {
            double value = hour.decimal(column);
            require(within(value, 0, 1), hour, column, value + " is not within 0 and 1");
        }
        requireCounts(hour);
        require(seen.add(new Slot(day, hour.integer("hr"))), hour, "hr", "this hour of " + day + " was there before");
    }

    private void requireCounts(Row hour) {
        long casual = hour.integer("casual");
        long registered = hour.integer("registered");
        long count = hour.integer(RentalHours.COUNT);
        require(casual >= 0, hour, "casual", casual + " is negative");
        require(registered >= 0, hour, "registered", registered + " is negative");
        require(
                casual + registered == count,
                hour,
                RentalHours.COUNT,
                "casual " + casual + " and registered " + registered + " do not add up to " + count);
    }

    private void require(boolean holds, Row hour, String column, String problem) {
        if (!holds) {
            int number = hours.schema().indexOf(column) + 1;
            throw new ImplausibleHourException(file, hour.number() + (long) FIRST_LINE, column, number, problem);
        }
    }

    private static boolean within(double value, double least, double most) {
        return value >= least && value <= most;
    }
}
