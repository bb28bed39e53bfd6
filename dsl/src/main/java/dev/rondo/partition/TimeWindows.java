package dev.rondo.partition;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Windows of calendar time, one partition each, named by the local time they begin: {@code 2011}, {@code 2011-07},
 * {@code 2011-07-04} or {@code 2011-07-04T13}. A window exists once it has ended. Windows lie side by side: each ends where
 * the next begins. An hour that a change of the clock repeats belongs to one longer window; one that it skips (and a day
 * that a change of calendar leaves out) is no window at all.
 *
 * @param unit {@code HOURS}, {@code DAYS}, {@code MONTHS} or {@code YEARS}
 * @param first local begin of the first window
 * @param zone whose calendar counts
 */
public record TimeWindows(ChronoUnit unit, LocalDateTime first, ZoneId zone) implements Partitioning {

    private static final Map<ChronoUnit, DateTimeFormatter> FORMATS = Map.of(
            ChronoUnit.HOURS, DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH", Locale.ROOT),
            ChronoUnit.DAYS, DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT),
            ChronoUnit.MONTHS, DateTimeFormatter.ofPattern("uuuu-MM", Locale.ROOT),
            ChronoUnit.YEARS, DateTimeFormatter.ofPattern("uuuu", Locale.ROOT));

    /** Keys write the year in four digits. */
    private static final int LAST_YEAR = 9999;

    public TimeWindows {
        if (!formatted(unit, first).isPresent()) {
            throw new IllegalArgumentException("Windows are hours, days, months or years; got " + unit);
        }
        if (!first.equals(truncate(unit, first))) {
            throw new IllegalArgumentException("The first window begins with its " + unit + "; got " + first);
        }
    }

    /** Monthly windows in UTC; choose another zone with {@link #in}. */
    public static TimeWindows monthly(String first) {
        return parsed(ChronoUnit.MONTHS, first);
    }

    /** Daily windows in UTC; choose another zone with {@link #in}. */
    public static TimeWindows daily(String first) {
        return parsed(ChronoUnit.DAYS, first);
    }

    /** Hourly windows in UTC; choose another zone with {@link #in}. */
    public static TimeWindows hourly(String first) {
        return parsed(ChronoUnit.HOURS, first);
    }

    /** Yearly windows in UTC; choose another zone with {@link #in}. */
    public static TimeWindows yearly(String first) {
        return parsed(ChronoUnit.YEARS, first);
    }

    /** The same windows by the calendar of another zone. */
    public TimeWindows in(String zoneId) {
        try {
            return new TimeWindows(unit, first, ZoneId.of(zoneId));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "There is no time zone \"" + zoneId + "\"; name one such as \"Europe/Berlin\" or \"UTC\"", e);
        }
    }

    /** When the window of {@code key} begins. */
    public Instant startOf(PartitionKey key) {
        return at(beginOf(key));
    }

    /** When the window of {@code key} has ended; the instant itself no longer belongs to it. */
    public Instant endOf(PartitionKey key) {
        return at(beginOf(key).plus(1, unit));
    }

    @Override
    public boolean contains(PartitionKey key) {
        return begin(unit, key.value()).filter(this::isWindow).isPresent();
    }

    @Override
    public List<PartitionKey> keysAt(Instant now) {
        return newestAt(now).map(newest -> windows(first, beginOf(newest))).orElse(List.of());
    }

    @Override
    public Optional<PartitionKey> newestAt(Instant now) {
        // The local date may go back for an hour when clocks do, but a window that has ended stays ended.
        LocalDateTime begin = truncate(unit, LocalDateTime.ofInstant(now, zone)).plus(1, unit);
        while (!begin.isBefore(first)
                && !(isWindow(begin) && !at(begin.plus(1, unit)).isAfter(now))) {
            begin = begin.minus(1, unit);
        }
        return begin.isBefore(first) ? Optional.empty() : Optional.of(keyOf(begin));
    }

    @Override
    public Optional<PartitionKey> offset(PartitionKey key, int steps) {
        int direction = Integer.signum(steps);
        LocalDateTime begin = beginOf(key);
        for (int done = 0; done != steps; done += direction) {
            do {
                begin = begin.plus(direction, unit);
            } while (isSkipped(begin));
            if (begin.isBefore(first) || begin.getYear() > LAST_YEAR) {
                return Optional.empty();
            }
        }
        return Optional.of(keyOf(begin));
    }

    @Override
    public List<PartitionKey> range(PartitionKey from, PartitionKey to) {
        return windows(beginOf(from), beginOf(to));
    }

    @Override
    public List<PartitionKey> before(PartitionKey key) {
        return windows(first, beginOf(key).minus(1, unit));
    }

    @Override
    public int compare(PartitionKey a, PartitionKey b) {
        return beginOf(a).compareTo(beginOf(b));
    }

    @Override
    public String describe() {
        return switch (unit) {
                    case HOURS -> "hourly";
                    case DAYS -> "daily";
                    case MONTHS -> "monthly";
                    default -> "yearly";
                }
                + " from " + keyOf(first) + " in " + zone;
    }

    @Override
    public PartitionKey parse(String text) {
        PartitionKey key = PartitionKey.of(text);
        if (!contains(key)) {
            throw new IllegalArgumentException(notAPartition(text));
        }
        return key;
    }

    private static TimeWindows parsed(ChronoUnit unit, String first) {
        LocalDateTime begin = begin(unit, first)
                .orElseThrow(() -> new IllegalArgumentException("\"" + first + "\" does not name one of the "
                        + unit.toString().toLowerCase(Locale.ROOT)
                        + "; write 2011, 2011-07, 2011-07-04 or 2011-07-04T13 to match the unit"));
        return new TimeWindows(unit, begin, ZoneId.of("UTC"));
    }

    private List<PartitionKey> windows(LocalDateTime from, LocalDateTime to) {
        List<PartitionKey> keys = new ArrayList<>();
        for (LocalDateTime begin = from; !begin.isAfter(to); begin = begin.plus(1, unit)) {
            if (isWindow(begin)) {
                keys.add(keyOf(begin));
            }
        }
        return keys;
    }

    private boolean isWindow(LocalDateTime begin) {
        return !begin.isBefore(first) && !isSkipped(begin);
    }

    /** Whether the clock goes past the whole window, so that no instant lies in it. */
    private boolean isSkipped(LocalDateTime begin) {
        ZoneOffsetTransition change = zone.getRules().getTransition(begin);
        return change != null && change.isGap() && !change.getDateTimeAfter().isBefore(begin.plus(1, unit));
    }

    /** A begin that the clock skips is the end of the gap; one that it shows twice is the earlier. */
    private Instant at(LocalDateTime local) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.atZone(zone).toInstant();
    }

    private LocalDateTime beginOf(PartitionKey key) {
        return begin(unit, key.value())
                .filter(this::isWindow)
                .orElseThrow(() -> new IllegalArgumentException(notAPartition(key.value())));
    }

    private String notAPartition(String text) {
        return "\"" + text + "\" is not a partition; partitions are " + describe() + ", written like " + keyOf(first);
    }

    private PartitionKey keyOf(LocalDateTime begin) {
        return PartitionKey.of(formatted(unit, begin).orElseThrow());
    }

    private static LocalDateTime truncate(ChronoUnit unit, LocalDateTime time) {
        return switch (unit) {
            case HOURS -> time.truncatedTo(ChronoUnit.HOURS);
            case DAYS -> time.truncatedTo(ChronoUnit.DAYS);
            case MONTHS -> time.toLocalDate().withDayOfMonth(1).atStartOfDay();
            default -> LocalDate.of(time.getYear(), 1, 1).atStartOfDay();
        };
    }

    private static Optional<String> formatted(ChronoUnit unit, LocalDateTime begin) {
        return Optional.ofNullable(FORMATS.get(unit)).map(format -> format.format(begin));
    }

    private static Optional<LocalDateTime> begin(ChronoUnit unit, String text) {
        String day = switch (unit) {
            case HOURS -> text + ":00";
            case DAYS -> text + "T00:00";
            case MONTHS -> text + "-01T00:00";
            default -> text + "-01-01T00:00";
        };
        try {
            LocalDateTime begin = LocalDateTime.parse(day);
            return formatted(unit, begin)
                    .filter(text::equals)
                    .filter(t -> begin.getYear() <= LAST_YEAR)
                    .map(t -> begin);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
