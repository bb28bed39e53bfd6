package dev.rondo.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule for due times in five fields: minute, hour, day of month, month and day of week. A field is {@code *}, a value,
 * a range {@code a-b}, a step {@code *}{@code /n}, {@code a-b/n} or {@code a/n} (from a to the end), or a list of these
 * with commas. Months and days of the week have names, {@code JAN} and {@code SUN}; 0 and 7 are Sunday; {@code L} is the
 * last day of the month. {@code @hourly}, {@code @daily}, {@code @weekly}, {@code @monthly} and {@code @yearly} stand for
 * whole expressions.
 *
 * <p><b>Days.</b> When day of month and day of week are both restricted, that is, both something else than a plain
 * {@code *}, a day is due when <em>either</em> matches, as POSIX says.
 *
 * <p><b>Changes of the clock.</b> Fields speak of local time in the zone that is asked about.
 *
 * <ul>
 *   <li>When the hour field names some hours only, each due time fires once on the day it is due. One that the clock
 *       skips (02:30 when 02:00 is followed by 03:00) fires at the first instant after the gap; several skipped ones fire
 *       there together, once. One that the clock shows twice fires the first time, at the earlier offset.
 *   <li>When the hour field names every hour, the rule recurs in real time: it fires whenever the clock shows a time that
 *       matches, so skipped times do not fire and repeated ones fire twice. {@code 30 * * * *} thus fires every 60 real
 *       minutes through any change by whole hours.
 * </ul>
 *
 * <p>Equal when the text is equal. <b>Threads.</b> Immutable, safe for many threads.
 */
public final class Cron {

    /** 29 February comes again after 8 years at most (1896 to 1904); what has not come in 9 years never does. */
    private static final int YEARS_OF_SEARCH = 9;

    private static final int HOURS_OF_DAY = 24;
    private static final Pattern WORD = Pattern.compile("\\S+");

    private static final Map<String, String> SHORTHANDS = new TreeMap<>(Map.of(
            "@yearly", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@hourly", "0 * * * *"));

    private final String expression;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    private final boolean anyDayOfMonth;
    private final boolean anyDayOfWeek;

    private Cron(String expression, List<String> words, List<Integer> positions) {
        this.expression = expression;
        this.minutes = CronField.MINUTE.parse(words.get(0), positions.get(0));
        this.hours = CronField.HOUR.parse(words.get(1), positions.get(1));
        this.daysOfMonth = CronField.DAY_OF_MONTH.parse(words.get(2), positions.get(2));
        this.months = CronField.MONTH.parse(words.get(3), positions.get(3));
        this.daysOfWeek = CronField.DAY_OF_WEEK.parse(words.get(4), positions.get(4));
        this.anyDayOfMonth = words.get(2).equals("*");
        this.anyDayOfWeek = words.get(4).equals("*");
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException naming the field, the position in the text, and what is allowed there
     */
    public static Cron parse(String expression) {
        String text = expression.strip();
        String fields = text;
        if (text.startsWith("@")) {
            String known = SHORTHANDS.get(text.toLowerCase(Locale.ROOT));
            if (known == null) {
                throw wrong(expression, "\"" + text + "\" is not a shorthand; there are " + SHORTHANDS.keySet() + ".");
            }
            fields = known;
        }
        List<String> words = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (Matcher matcher = WORD.matcher(fields); matcher.find(); ) {
            words.add(matcher.group());
            positions.add(matcher.start() + 1);
        }
        if (words.size() != 5) {
            throw wrong(
                    expression,
                    "It has " + words.size() + " fields; it needs 5: minute, hour, day of month, month, day of week"
                            + (words.size() == 6 ? ". There is no field for seconds or years." : "."));
        }
        try {
            return new Cron(text, words, positions);
        } catch (IllegalArgumentException e) {
            throw wrong(expression, e.getMessage());
        }
    }

    /** The text it was read from, without blanks around it. */
    public String expression() {
        return expression;
    }

    /**
     * The first due time later than {@code after}, by the calendar of {@code zone}; empty when there is none ever, as for
     * 30 February.
     */
    public Optional<Instant> nextAfter(Instant after, ZoneId zone) {
        return hours.cardinality() == HOURS_OF_DAY
                ? nextInRealTime(after, zone.getRules())
                : nextOnTheClock(after, zone.getRules());
    }

    /** Local due times in order, each taken to its one instant; this never decreases, so the first later one is it. */
    private Optional<Instant> nextOnTheClock(Instant after, ZoneRules rules) {
        Optional<LocalDateTime> due = dueFrom(localAt(after, rules).truncatedTo(ChronoUnit.MINUTES));
        while (due.isPresent() && !instantOf(due.get(), rules).isAfter(after)) {
            due = dueFrom(due.get().plusMinutes(1));
        }
        return due.map(local -> instantOf(local, rules));
    }

    private static Instant instantOf(LocalDateTime local, ZoneRules rules) {
        ZoneOffsetTransition transition = rules.getTransition(local);
        if (transition == null) {
            return local.toInstant(rules.getOffset(local));
        }
        return transition.isGap() ? transition.getInstant() : local.toInstant(transition.getOffsetBefore());
    }

    /** Local due times within a stretch of one offset, then within the next stretch, until one lies in its stretch. */
    private Optional<Instant> nextInRealTime(Instant after, ZoneRules rules) {
        LocalDateTime from =
                localAt(after, rules).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        Instant start = after;
        LocalDateTime end = from.plusYears(YEARS_OF_SEARCH);
        while (from.isBefore(end)) {
            ZoneOffset offset = rules.getOffset(start);
            @Nullable ZoneOffsetTransition change = rules.nextTransition(start);
            Optional<Instant> due = dueFrom(from).map(local -> local.toInstant(offset));
            if (change == null || due.isEmpty() || due.get().isBefore(change.getInstant())) {
                return due;
            }
            start = change.getInstant();
            from = ceiling(change.getDateTimeAfter());
        }
        return Optional.empty();
    }

    private static LocalDateTime ceiling(LocalDateTime time) {
        LocalDateTime minute = time.truncatedTo(ChronoUnit.MINUTES);
        return minute.equals(time) ? time : minute.plusMinutes(1);
    }

    private static LocalDateTime localAt(Instant instant, ZoneRules rules) {
        return LocalDateTime.ofInstant(instant, rules.getOffset(instant));
    }

    /** The first local due time at {@code from} or later. */
    private Optional<LocalDateTime> dueFrom(LocalDateTime from) {
        Optional<LocalTime> sameDay = isDue(from.toLocalDate()) ? timeFrom(from.toLocalTime()) : Optional.empty();
        if (sameDay.isPresent()) {
            return sameDay.map(time -> from.toLocalDate().atTime(time));
        }
        LocalDate last = from.toLocalDate().plusYears(YEARS_OF_SEARCH);
        LocalDate day = from.toLocalDate().plusDays(1);
        while (day.isBefore(last)) {
            if (!months.get(day.getMonthValue())) {
                day = day.plusMonths(1).withDayOfMonth(1);
            } else if (isDue(day)) {
                return Optional.of(day.atTime(hours.nextSetBit(0), minutes.nextSetBit(0)));
            } else {
                day = day.plusDays(1);
            }
        }
        return Optional.empty();
    }

    private boolean isDue(LocalDate day) {
        if (!months.get(day.getMonthValue())) {
            return false;
        }
        boolean ofMonth = daysOfMonth.get(day.getDayOfMonth())
                || (daysOfMonth.get(CronField.LAST_DAY) && day.getDayOfMonth() == day.lengthOfMonth());
        boolean ofWeek = daysOfWeek.get(day.getDayOfWeek().getValue() % 7);
        return (anyDayOfMonth || anyDayOfWeek) ? (ofMonth && ofWeek) : (ofMonth || ofWeek);
    }

    private Optional<LocalTime> timeFrom(LocalTime from) {
        int minute = hours.get(from.getHour()) ? minutes.nextSetBit(from.getMinute()) : -1;
        if (minute >= 0) {
            return Optional.of(LocalTime.of(from.getHour(), minute));
        }
        int hour = hours.nextSetBit(from.getHour() + 1);
        return hour < 0 ? Optional.empty() : Optional.of(LocalTime.of(hour, minutes.nextSetBit(0)));
    }

    private static IllegalArgumentException wrong(String expression, @Nullable String reason) {
        return new IllegalArgumentException("The cron expression \"" + expression + "\" cannot be used. " + reason);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cron that && expression.equals(that.expression);
    }

    @Override
    public int hashCode() {
        return expression.hashCode();
    }

    @Override
    public String toString() {
        return expression;
    }
}
