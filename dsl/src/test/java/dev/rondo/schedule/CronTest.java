package dev.rondo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0 5 1 * *        | 2011-01-01T05:00 2011-02-01T05:00 2011-03-01T05:00
                    */20 12 * * *    | 2011-01-01T12:00 2011-01-01T12:20 2011-01-01T12:40 2011-01-02T12:00
                    5/25 0 1 1 *     | 2011-01-01T00:05 2011-01-01T00:30 2011-01-01T00:55 2012-01-01T00:05
                    10-30/10 3 * * * | 2011-01-01T03:10 2011-01-01T03:20 2011-01-01T03:30 2011-01-02T03:10
                    0,30 8,20 * * *  | 2011-01-01T08:00 2011-01-01T08:30 2011-01-01T20:00 2011-01-01T20:30
                    0 0 L * *        | 2011-01-31T00:00 2011-02-28T00:00 2011-03-31T00:00
                    0 0 15,L 2 *     | 2011-02-15T00:00 2011-02-28T00:00 2012-02-15T00:00 2012-02-29T00:00
                    0 0 29 2 *       | 2012-02-29T00:00 2016-02-29T00:00
                    0 0 31 * *       | 2011-01-31T00:00 2011-03-31T00:00 2011-05-31T00:00
                    0 9 * * MON-FRI  | 2011-01-03T09:00 2011-01-04T09:00
                    0 9 * * 7        | 2011-01-02T09:00 2011-01-09T09:00
                    0 9 * * 0        | 2011-01-02T09:00 2011-01-09T09:00
                    0 9 * * sat-sun  | 2011-01-01T09:00 2011-01-02T09:00 2011-01-08T09:00
                    0 9 * * 5-7      | 2011-01-01T09:00 2011-01-02T09:00 2011-01-07T09:00
                    0 0 1 JAN,jul *  | 2011-01-01T00:00 2011-07-01T00:00 2012-01-01T00:00
                    0 0 13 * FRI     | 2011-01-07T00:00 2011-01-13T00:00 2011-01-14T00:00
                    @hourly          | 2011-01-01T00:00 2011-01-01T01:00
                    @daily           | 2011-01-01T00:00 2011-01-02T00:00
                    @weekly          | 2011-01-02T00:00 2011-01-09T00:00
                    @monthly         | 2011-01-01T00:00 2011-02-01T00:00
                    @yearly          | 2011-01-01T00:00 2012-01-01T00:00
                    """)
    void an_expression_is_due_at(String expression, String expected) {
        List<String> due = new ArrayList<>();
        Instant at = Instant.parse("2010-12-31T23:59:59Z");
        for (int i = 0; i < expected.split(" ").length; i++) {
            at = Cron.parse(expression).nextAfter(at, UTC).orElseThrow();
            due.add(LocalDateTime.ofInstant(at, UTC).toString());
        }
        assertThat(String.join(" ", due)).isEqualTo(expected);
    }

    @Test
    void a_due_time_is_later_than_the_time_asked_about_even_by_a_nanosecond() {
        Instant noon = Instant.parse("2011-01-01T12:00:00Z");
        Cron cron = Cron.parse("0 12 * * *");
        assertThat(cron.nextAfter(noon.minusNanos(1), UTC)).contains(noon);
        assertThat(cron.nextAfter(noon, UTC)).contains(noon.plus(Duration.ofDays(1)));
        assertThat(Cron.parse("* * * * *").nextAfter(noon, UTC)).contains(noon.plusSeconds(60));
    }

    @Test
    void day_of_month_and_day_of_week_are_both_met_when_one_of_them_is_a_plain_star() {
        assertThat(dues("0 0 * * FRI", UTC, "2011-01-01T00:00Z", 1)).containsExactly("2011-01-07T00:00Z");
        assertThat(dues("0 0 13 * *", UTC, "2011-01-01T00:00Z", 1)).containsExactly("2011-01-13T00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 * 30 FEB *", "* * 31 2 *"})
    void what_never_comes_has_no_next_time(String expression) {
        assertThat(Cron.parse(expression).nextAfter(Instant.EPOCH, UTC)).isEmpty();
        assertThat(Cron.parse(expression).nextAfter(Instant.EPOCH, NEW_YORK)).isEmpty();
    }

    @Test
    void the_leap_day_is_found_across_a_century_without_one() {
        assertThat(dues("0 0 29 2 *", UTC, "2096-03-01T00:00Z", 1)).containsExactly("2104-02-29T00:00Z");
        assertThat(dues("0 * 29 2 *", NEW_YORK, "2096-03-01T05:00Z", 1)).containsExactly("2104-02-29T00:00-05:00");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    61 * * * *    | Field 1 (minute) is wrong at position 1: "61" is none of its values. It allows 0-59
                    0 24 * * *    | Field 2 (hour) is wrong at position 3
                    0 0 0 * *     | Field 3 (day-of-month) is wrong at position 5
                    0 0 1,32 * *  | Field 3 (day-of-month) is wrong at position 7
                    0 0 1 13 *    | Field 4 (month) is wrong at position 7: "13" is none of its values. It allows 1-12 or JAN-DEC
                    0 0 * * 8     | Field 5 (day-of-week) is wrong at position 9: "8" is none of its values. It allows 0-7 or SUN-SAT
                    0 0 * * MOND  | "MOND" is none of its values
                    0 0 ? * MON   | "?" is none of its values; write * for any
                    */0 * * * *   | at position 3: "0" is not a step from 1 to 59
                    */90 * * * *  | "90" is not a step from 1 to 59
                    0 22-3 * * *  | the range "22-3" ends before it begins
                    0 0 1,,2 * *  | position 7: a value is missing
                    /5 * * * *    | position 1: "" is none of its values
                    1- * * * *    | position 3: "" is none of its values
                    1-5/ * * * *  | position 5: "" is not a step
                    0 0 * * MON-  | position 13: "" is none of its values
                    0 0 -1 * *    | "-1" is none of its values
                    0 0 * L *     | "L" is none of its values
                    0 0 * *       | It has 4 fields; it needs 5
                    0 0 0 * * *   | It has 6 fields; it needs 5: minute, hour, day of month, month, day of week. There is no field for seconds
                    @often        | "@often" is not a shorthand; there are [@daily, @hourly, @monthly, @weekly, @yearly]
                    ''            | It has 0 fields
                    """)
    void a_mistake_is_reported_with_field_position_and_what_is_allowed(String expression, String message) {
        assertThatThrownBy(() -> Cron.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The cron expression \"" + expression + "\" cannot be used.")
                .hasMessageContaining(message);
    }

    @Test
    void expressions_are_equal_by_their_text() {
        assertThat(Cron.parse(" 0 5 1 * * ")).isEqualTo(Cron.parse("0 5 1 * *")).hasToString("0 5 1 * *");
        assertThat(Cron.parse("@daily").expression()).isEqualTo("@daily");
    }

    @Nested
    class When_the_clock_is_put_forward {
        @Test
        void a_skipped_due_time_fires_at_the_first_instant_after_the_gap() {
            assertThat(dues("30 2 * * *", NEW_YORK, "2011-03-12T12:00-05:00", 2))
                    .containsExactly("2011-03-13T03:00-04:00", "2011-03-14T02:30-04:00");
        }

        @Test
        void several_skipped_due_times_fire_together_once() {
            assertThat(dues("*/15 2,3 * * *", NEW_YORK, "2011-03-13T00:00-05:00", 3))
                    .containsExactly("2011-03-13T03:00-04:00", "2011-03-13T03:15-04:00", "2011-03-13T03:30-04:00");
        }

        @Test
        void an_hourly_rule_fires_in_each_real_hour() {
            assertThat(dues("30 * * * *", NEW_YORK, "2011-03-13T00:45-05:00", 3))
                    .containsExactly("2011-03-13T01:30-05:00", "2011-03-13T03:30-04:00", "2011-03-13T04:30-04:00");
            assertThat(dues("0 0-23 * * *", NEW_YORK, "2011-03-13T01:00-05:00", 1))
                    .containsExactly("2011-03-13T03:00-04:00");
        }

        @Test
        void a_gap_at_midnight_moves_a_daily_rule_to_the_end_of_the_gap() {
            assertThat(dues("0 0 * * *", ZoneId.of("America/Sao_Paulo"), "2011-10-15T12:00-03:00", 2))
                    .containsExactly("2011-10-16T01:00-02:00", "2011-10-17T00:00-02:00");
        }

        @Test
        void a_day_that_the_calendar_leaves_out_is_due_at_the_start_of_the_next() {
            assertThat(dues("0 5 * * *", ZoneId.of("Pacific/Apia"), "2011-12-29T06:00-10:00", 2))
                    .containsExactly("2011-12-31T00:00+14:00", "2011-12-31T05:00+14:00");
        }

        @Test
        void a_gap_of_half_an_hour_ends_at_half_past_two_in_lord_howe() {
            assertThat(dues("15 2 * * *", LORD_HOWE, "2011-10-01T12:00+10:30", 2))
                    .containsExactly("2011-10-02T02:30+11:00", "2011-10-03T02:15+11:00");
            assertThat(dues("45 2 * * *", LORD_HOWE, "2011-10-01T12:00+10:30", 1))
                    .containsExactly("2011-10-02T02:45+11:00");
            assertThat(dues("*/15 * * * *", LORD_HOWE, "2011-10-02T01:40+10:30", 3))
                    .containsExactly("2011-10-02T01:45+10:30", "2011-10-02T02:30+11:00", "2011-10-02T02:45+11:00");
        }
    }

    @Nested
    class When_the_clock_is_put_back {
        @Test
        void a_repeated_due_time_fires_once_at_the_earlier_offset() {
            assertThat(dues("30 1 * * *", NEW_YORK, "2011-11-06T00:00-04:00", 2))
                    .containsExactly("2011-11-06T01:30-04:00", "2011-11-07T01:30-05:00");
        }

        @Test
        void a_question_asked_within_the_second_pass_does_not_fire_it_again() {
            assertThat(dues("30,50 1 * * *", NEW_YORK, "2011-11-06T01:10-05:00", 1))
                    .containsExactly("2011-11-07T01:30-05:00");
        }

        @Test
        void an_hourly_rule_fires_in_each_real_hour() {
            assertThat(dues("0 * * * *", NEW_YORK, "2011-11-06T00:30-04:00", 3))
                    .containsExactly("2011-11-06T01:00-04:00", "2011-11-06T01:00-05:00", "2011-11-06T02:00-05:00");
        }

        @Test
        void a_repeated_half_hour_fires_once_in_lord_howe_unless_the_rule_is_hourly() {
            assertThat(dues("45 1 * * *", LORD_HOWE, "2011-04-02T12:00+11:00", 2))
                    .containsExactly("2011-04-03T01:45+11:00", "2011-04-04T01:45+10:30");
            assertThat(dues("45 * * * *", LORD_HOWE, "2011-04-03T01:00+11:00", 3))
                    .containsExactly("2011-04-03T01:45+11:00", "2011-04-03T01:45+10:30", "2011-04-03T02:45+10:30");
        }
    }

    /** Walks real minutes, a way of saying the rules that shares nothing with the search. */
    @Test
    void the_search_agrees_with_a_walk_over_every_minute() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<ZoneId> zones = List.of(NEW_YORK, LORD_HOWE, UTC, ZoneId.of("America/Sao_Paulo"));
        for (int round = 0; round < 60; round++) {
            String expression = anyField(random, 60) + " " + anyField(random, 24) + " " + (round % 3 == 0 ? "L" : "*")
                    + " * " + (round % 2 == 0 ? "*" : random.nextInt(8));
            ZoneId zone = zones.get(random.nextInt(zones.size()));
            LocalDateTime change = random.nextBoolean()
                    ? LocalDateTime.parse("2011-03-12T20:00")
                    : LocalDateTime.parse("2011-10-01T20:00");
            Instant after = change.plusMinutes(random.nextInt(50 * 24 * 60)).toInstant(ZoneOffset.UTC);
            assertThat(Cron.parse(expression).nextAfter(after, zone))
                    .as("seed %d: %s after %s in %s", seed, expression, after, zone)
                    .isEqualTo(walked(expression, after, zone));
        }
    }

    private static String anyField(Random random, int size) {
        return switch (random.nextInt(3)) {
            case 0 -> "*";
            case 1 -> "*/" + (1 + random.nextInt(size / 4));
            default -> String.valueOf(random.nextInt(size));
        };
    }

    private static Optional<Instant> walked(String expression, Instant after, ZoneId zone) {
        String[] fields = expression.split(" ");
        boolean everyHour = fields[1].equals("*") || fields[1].equals("*/1");
        Instant minute = after.truncatedTo(ChronoUnit.MINUTES);
        for (int i = 0; i < 80 * 24 * 60; i++) {
            minute = minute.plusSeconds(60);
            ZonedDateTime now = minute.atZone(zone);
            ZonedDateTime before = minute.minusSeconds(60).atZone(zone);
            LocalDateTime local = now.toLocalDateTime();
            boolean secondPass = !now.withEarlierOffsetAtOverlap().getOffset().equals(now.getOffset());
            boolean due = matches(fields, local) && (everyHour || !secondPass);
            LocalDateTime skipped = before.toLocalDateTime().plusMinutes(1);
            while (!everyHour && skipped.isBefore(local)) {
                due |= matches(fields, skipped);
                skipped = skipped.plusMinutes(1);
            }
            if (due) {
                return Optional.of(minute);
            }
        }
        return Optional.empty();
    }

    private static boolean matches(String[] fields, LocalDateTime time) {
        boolean last = time.plusDays(1).getDayOfMonth() == 1;
        boolean week = fields[4].equals("*")
                || Integer.parseInt(fields[4]) % 7 == time.getDayOfWeek().getValue() % 7;
        boolean month = fields[2].equals("*") || last;
        boolean day = fields[2].equals("*") || fields[4].equals("*") ? month && week : month || week;
        return day && matches(fields[0], time.getMinute()) && matches(fields[1], time.getHour());
    }

    private static boolean matches(String field, int value) {
        if (field.startsWith("*/")) {
            return value % Integer.parseInt(field.substring(2)) == 0;
        }
        return field.equals("*") || Integer.parseInt(field) == value;
    }

    /** The next due times, in local time with offset. */
    private static List<String> dues(String expression, ZoneId zone, String after, int count) {
        Cron cron = Cron.parse(expression);
        List<String> result = new ArrayList<>();
        Instant at = ZonedDateTime.parse(after).toInstant();
        for (int i = 0; i < count; i++) {
            at = cron.nextAfter(at, zone).orElseThrow();
            result.add(at.atZone(zone).toOffsetDateTime().toString());
        }
        return result;
    }
}
