package dev.rondo.partition;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Windows of calendar time, one partition each, named by the local time they begin: {@code 2011}, {@code 2011-07},
 * {@code 2011-07-04} or {@code 2011-07-04T13}. A window exists once it has ended.
 *
 * @param unit {@code HOURS}, {@code DAYS}, {@code MONTHS} or {@code YEARS}
 * @param first local begin of the first window
 * @param zone whose calendar counts; the local hour that a change to winter time repeats is one window
 */
public record TimeWindows(ChronoUnit unit, LocalDateTime first, ZoneId zone) implements Partitioning {

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
        return new TimeWindows(unit, first, ZoneId.of(zoneId));
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
        return begin(unit, key.value()).filter(b -> !b.isBefore(first)).isPresent();
    }

    @Override
    public List<PartitionKey> keysAt(Instant now) {
        return newestAt(now).map(newest -> range(keyOf(first), newest)).orElse(List.of());
    }

    @Override
    public Optional<PartitionKey> newestAt(Instant now) {
        LocalDateTime current =
                truncate(unit, ZonedDateTime.ofInstant(now, zone).toLocalDateTime());
        LocalDateTime newest = current.minus(1, unit);
        return newest.isBefore(first) ? Optional.empty() : Optional.of(keyOf(newest));
    }

    @Override
    public Optional<PartitionKey> offset(PartitionKey key, int steps) {
        LocalDateTime begin = beginOf(key).plus(steps, unit);
        return begin.isBefore(first) ? Optional.empty() : Optional.of(keyOf(begin));
    }

    @Override
    public List<PartitionKey> range(PartitionKey from, PartitionKey to) {
        List<PartitionKey> keys = new ArrayList<>();
        LocalDateTime last = beginOf(to);
        for (LocalDateTime begin = beginOf(from); !begin.isAfter(last); begin = begin.plus(1, unit)) {
            keys.add(keyOf(begin));
        }
        return keys;
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
            throw new IllegalArgumentException("\"" + text + "\" is not a partition; partitions are " + describe()
                    + ", written like " + keyOf(first));
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

    private Instant at(LocalDateTime local) {
        return local.atZone(zone).toInstant();
    }

    private LocalDateTime beginOf(PartitionKey key) {
        return begin(unit, key.value())
                .orElseThrow(() -> new IllegalArgumentException(key + " is not a partition that is " + describe()));
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
        return pattern(unit)
                .map(p -> DateTimeFormatter.ofPattern(p, Locale.ROOT).format(begin));
    }

    private static Optional<String> pattern(ChronoUnit unit) {
        return switch (unit) {
            case HOURS -> Optional.of("uuuu-MM-dd'T'HH");
            case DAYS -> Optional.of("uuuu-MM-dd");
            case MONTHS -> Optional.of("uuuu-MM");
            case YEARS -> Optional.of("uuuu");
            default -> Optional.empty();
        };
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
            return formatted(unit, begin).filter(text::equals).map(t -> begin);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
