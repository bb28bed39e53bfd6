package dev.rondo.example.bike;

import dev.rondo.step.StepContext;
import dev.rondo.table.Table;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is worth knowing about a month of plausible hours.
 *
 * <p>Single missing hours are normal: 73 of the 731 days lack some, mostly hours of the night without any rental.
 * A day with less than half of its hours is a fault, as in the hurricane of October 2012.
 */
final class HourChecks {

    private static final int HOURS_PER_DAY = 24;

    /** Below this a day's mean says nothing about the day. */
    private static final int FEWEST_HOURS = HOURS_PER_DAY / 2;

    private final List<Finding> findings = new ArrayList<>();

    private HourChecks() {}

    /**
     * Checks a month, and tells what it found in the log and in metrics.
     *
     * @throws IncompleteMonthException when less than half of the month is there
     */
    static CheckReport check(StepContext<?> context, Table hours) {
        CheckReport report = report(hours);
        int expected = report.month().lengthOfMonth() * HOURS_PER_DAY;
        context.metric("hours", report.hours());
        context.metric("missing-hours", expected - report.hours());
        context.metric("faults", report.of(Severity.FAULT).size());
        report.findings().forEach(finding -> context.log(finding.toString()));
        if (report.hours() < expected / 2) {
            throw new IncompleteMonthException(report, expected);
        }
        return report;
    }

    static CheckReport report(Table hours) {
        var checks = new HourChecks();
        var month = YearMonth.from(hours.dates("dteday").get(0));
        days(month, hours).forEach(checks::look);
        return new CheckReport(month, hours.rows(), checks.findings);
    }

    /** What a day adds up to. */
    private record Day(int hours, int dryHours) {
        Day and(double humidity) {
            return new Day(hours + 1, dryHours + (humidity == 0 ? 1 : 0));
        }
    }

    /** Every day of the month, also those without any hour. */
    private static SortedMap<LocalDate, Day> days(YearMonth month, Table hours) {
        var days = new TreeMap<LocalDate, Day>();
        for (int day = 1; day <= month.lengthOfMonth(); day++) {
            days.put(month.atDay(day), new Day(0, 0));
        }
        var dates = hours.dates("dteday");
        var humidity = hours.doubles("hum");
        for (int i = 0; i < humidity.length; i++) {
            double measured = humidity[i];
            days.computeIfPresent(dates.get(i), (date, day) -> day.and(measured));
        }
        return days;
    }

    private void look(LocalDate date, Day day) {
        if (day.hours() < HOURS_PER_DAY) {
            var severity = day.hours() < FEWEST_HOURS ? Severity.FAULT : Severity.NOTICE;
            findings.add(new Finding(severity, date, day.hours() + " of 24 hours"));
        }
        if (day.dryHours() > 0) { // air is never entirely dry: the sensor was silent, as on 2011-03-10
            findings.add(new Finding(Severity.FAULT, date, "humidity is 0 in " + day.dryHours() + " hours"));
        }
    }
}
