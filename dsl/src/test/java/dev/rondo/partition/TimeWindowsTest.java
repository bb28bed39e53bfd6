package dev.rondo.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeWindowsTest {
    private static final String NEW_YORK = "America/New_York";
    private final TimeWindows months = TimeWindows.monthly("2011-01").in(NEW_YORK);

    @Test
    void a_window_exists_from_the_instant_it_has_ended_and_not_before() {
        Instant february = time("2011-02-01T00:00-05:00");
        assertThat(months.newestAt(february.minusNanos(1))).isEmpty();
        assertThat(months.keysAt(february.minusNanos(1))).isEmpty();
        assertThat(months.newestAt(february)).contains(key("2011-01"));
        assertThat(months.keysAt(time("2011-03-15T00:00-05:00"))).containsExactly(key("2011-01"), key("2011-02"));
    }

    @Test
    void the_borders_of_a_month_are_those_of_the_zone() {
        assertThat(months.startOf(key("2011-03"))).isEqualTo(time("2011-03-01T00:00-05:00"));
        assertThat(months.endOf(key("2011-03"))).isEqualTo(time("2011-04-01T00:00-04:00"));
        assertThat(TimeWindows.monthly("2011-01").endOf(key("2011-12"))).isEqualTo(time("2012-01-01T00:00Z"));
    }

    @Test
    void february_has_29_days_in_a_leap_year() {
        TimeWindows utc = TimeWindows.monthly("2011-01");
        assertThat(length(utc, "2012-02")).isEqualTo(Duration.ofDays(29));
        assertThat(length(utc, "2011-02")).isEqualTo(Duration.ofDays(28));
        assertThat(TimeWindows.daily("2011-01-01").contains(key("2011-02-29"))).isFalse();
        assertThat(TimeWindows.daily("2011-01-01").offset(key("2012-02-28"), 1)).contains(key("2012-02-29"));
    }

    @Test
    void a_day_on_which_the_clock_changes_has_23_or_25_hours() {
        TimeWindows days = TimeWindows.daily("2011-01-01").in(NEW_YORK);
        assertThat(length(days, "2011-03-13")).isEqualTo(Duration.ofHours(23));
        assertThat(length(days, "2011-11-06")).isEqualTo(Duration.ofHours(25));
    }

    @Test
    void a_day_whose_midnight_is_skipped_begins_after_the_gap() {
        TimeWindows days = TimeWindows.daily("2011-01-01").in("America/Sao_Paulo");
        assertThat(days.startOf(key("2011-10-16"))).isEqualTo(time("2011-10-16T01:00-02:00"));
        assertThat(days.endOf(key("2011-10-15"))).isEqualTo(time("2011-10-16T01:00-02:00"));
    }

    @Test
    void an_hour_that_the_clock_repeats_is_one_window_of_two_hours() {
        TimeWindows hours = TimeWindows.hourly("2011-01-01T00").in(NEW_YORK);
        assertThat(hours.startOf(key("2011-11-06T01"))).isEqualTo(time("2011-11-06T01:00-04:00"));
        assertThat(length(hours, "2011-11-06T01")).isEqualTo(Duration.ofHours(2));
        assertThat(hours.newestAt(time("2011-11-06T01:30-05:00"))).contains(key("2011-11-06T00"));
        assertThat(hours.newestAt(time("2011-11-06T02:00-05:00"))).contains(key("2011-11-06T01"));
    }

    @Test
    void an_hour_that_the_clock_skips_is_no_window() {
        TimeWindows hours = TimeWindows.hourly("2011-01-01T00").in(NEW_YORK);
        assertThat(hours.contains(key("2011-03-13T02"))).isFalse();
        assertThat(hours.offset(key("2011-03-13T01"), 1)).contains(key("2011-03-13T03"));
        assertThat(hours.offset(key("2011-03-13T04"), -2)).contains(key("2011-03-13T01"));
        assertThat(hours.range(key("2011-03-13T01"), key("2011-03-13T03")))
                .containsExactly(key("2011-03-13T01"), key("2011-03-13T03"));
        assertThat(hours.newestAt(time("2011-03-13T03:00-04:00"))).contains(key("2011-03-13T01"));
        assertThatThrownBy(() -> hours.parse("2011-03-13T02")).hasMessageContaining("is not a partition");
    }

    @Test
    void a_day_that_the_calendar_leaves_out_is_no_window() {
        TimeWindows days = TimeWindows.daily("2011-12-01").in("Pacific/Apia");
        assertThat(days.contains(key("2011-12-30"))).isFalse();
        assertThat(days.offset(key("2011-12-31"), -1)).contains(key("2011-12-29"));
        assertThat(days.endOf(key("2011-12-29"))).isEqualTo(days.startOf(key("2011-12-31")));
    }

    @Test
    void a_change_of_half_an_hour_makes_one_hour_shorter_and_one_longer() {
        TimeWindows hours = TimeWindows.hourly("2011-01-01T00").in("Australia/Lord_Howe");
        assertThat(length(hours, "2011-10-02T02")).isEqualTo(Duration.ofMinutes(30));
        assertThat(length(hours, "2011-04-03T01")).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void a_day_that_has_ended_stays_ended_when_the_clock_goes_back_over_midnight() {
        TimeWindows days = TimeWindows.daily("2010-01-01").in("America/St_Johns");
        assertThat(days.newestAt(time("2010-11-07T00:00:30-02:30"))).contains(key("2010-11-06"));
        assertThat(days.newestAt(time("2010-11-06T23:30-03:30"))).contains(key("2010-11-06"));
    }

    @Test
    void there_is_no_window_before_the_first() {
        assertThat(months.offset(key("2011-03"), -2)).contains(key("2011-01"));
        assertThat(months.offset(key("2011-03"), -3)).isEmpty();
        assertThat(months.offset(key("2011-03"), Integer.MIN_VALUE)).isEmpty();
        assertThat(months.offset(key("2011-03"), Integer.MAX_VALUE)).isEmpty();
        assertThat(months.contains(key("2010-12"))).isFalse();
        assertThat(months.before(key("2011-03"))).containsExactly(key("2011-01"), key("2011-02"));
        assertThat(months.before(key("2011-01"))).isEmpty();
    }

    @Test
    void a_range_is_empty_when_it_ends_before_it_begins() {
        assertThat(months.range(key("2011-11"), key("2012-02")))
                .containsExactly(key("2011-11"), key("2011-12"), key("2012-01"), key("2012-02"));
        assertThat(months.range(key("2011-02"), key("2011-01"))).isEmpty();
        assertThatThrownBy(() -> months.range(key("2010-12"), key("2011-01"))).hasMessageContaining("\"2010-12\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2010-12", "2011-1", "2011-13", "2011", "2011-01-01", "", "july", "+12011-01"})
    void what_names_no_window_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> months.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is not a partition; partitions are monthly from 2011-01 in " + NEW_YORK
                        + ", written like 2011-01");
    }

    @ParameterizedTest
    @CsvSource({"YEARS,2011", "MONTHS,2011-07", "DAYS,2011-07-04", "HOURS,2011-07-04T13"})
    void keys_are_written_as_the_begin_of_their_window(ChronoUnit unit, String first) {
        TimeWindows windows = switch (unit) {
            case YEARS -> TimeWindows.yearly(first);
            case MONTHS -> TimeWindows.monthly(first);
            case DAYS -> TimeWindows.daily(first);
            default -> TimeWindows.hourly(first);
        };
        assertThat(windows.unit()).isEqualTo(unit);
        assertThat(windows.parse(first)).isEqualTo(key(first));
        assertThat(windows.compare(key(first), windows.offset(key(first), 1).orElseThrow()))
                .isNegative();
    }

    @Test
    void a_partitioning_that_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> TimeWindows.monthly("2011")).hasMessageContaining("does not name one of the months");
        assertThatThrownBy(() -> months.in("America/Gotham")).hasMessageContaining("no time zone \"America/Gotham\"");
        LocalDateTime noon = LocalDateTime.parse("2011-01-01T12:00");
        assertThatThrownBy(() -> new TimeWindows(ChronoUnit.DAYS, noon, ZoneOffset.UTC))
                .hasMessageContaining("begins with its Days");
        assertThatThrownBy(() -> new TimeWindows(ChronoUnit.WEEKS, noon, ZoneOffset.UTC))
                .hasMessageContaining("hours, days, months or years");
    }

    /** Windows tile the time line: each ends where the next begins, and exactly the ended ones exist. */
    @Test
    void windows_lie_side_by_side_whatever_the_zone_does() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        for (int round = 0; round < 400; round++) {
            String zone = zones.get(random.nextInt(zones.size()));
            LocalDateTime day = LocalDateTime.parse("1975-01-01T00:00").plusDays(random.nextInt(55 * 365));
            TimeWindows windows = random.nextBoolean()
                    ? TimeWindows.hourly(day.toLocalDate() + "T00").in(zone)
                    : TimeWindows.daily(day.toLocalDate().toString()).in(zone);
            Instant now = day.plusMinutes(random.nextInt(4 * 24 * 60)).toInstant(ZoneOffset.UTC);
            List<PartitionKey> keys = windows.keysAt(now);
            String what = "seed " + seed + ", " + windows + " at " + now;
            for (int i = 0; i < keys.size(); i++) {
                assertThat(windows.contains(keys.get(i))).as(what).isTrue();
                assertThat(windows.startOf(keys.get(i))).as(what).isBefore(windows.endOf(keys.get(i)));
                assertThat(windows.endOf(keys.get(i))).as(what).isBeforeOrEqualTo(now);
                if (i > 0) {
                    assertThat(windows.startOf(keys.get(i))).as(what).isEqualTo(windows.endOf(keys.get(i - 1)));
                    assertThat(windows.offset(keys.get(i), -i)).as(what).contains(keys.get(0));
                }
            }
            if (!keys.isEmpty()) {
                PartitionKey newest = keys.get(keys.size() - 1);
                PartitionKey next = windows.offset(newest, 1).orElseThrow();
                assertThat(windows.newestAt(now)).as(what).contains(newest);
                assertThat(windows.endOf(next)).as(what).isAfter(now);
                assertThat(windows.before(next)).as(what).isEqualTo(keys);
            }
        }
    }

    private static Duration length(TimeWindows windows, String key) {
        return Duration.between(windows.startOf(key(key)), windows.endOf(key(key)));
    }

    private static Instant time(String text) {
        return ZonedDateTime.parse(text).toInstant();
    }

    private static PartitionKey key(String text) {
        return PartitionKey.of(text);
    }
}
