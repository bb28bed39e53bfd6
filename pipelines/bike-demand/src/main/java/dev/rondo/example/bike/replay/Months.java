package dev.rondo.example.bike.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The two years of hours that come with the example, cut into one file per month. */
public final class Months {
    private static final String WHOLE = "/bike-sharing/hour.csv";

    /** {@code 2011-01} of {@code 1,2011-01-01,1,…}. */
    private static final int MONTH_LENGTH = 7;

    private Months() {}

    /** The content of each month's file, by month such as {@code 2011-01}, oldest first. */
    public static SortedMap<String, byte[]> all() {
        List<String> lines = text().lines().toList();
        SortedMap<String, StringBuilder> months = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            months.computeIfAbsent(monthOf(line), month -> new StringBuilder(lines.get(0)).append('\n'))
                    .append(line)
                    .append('\n');
        }
        SortedMap<String, byte[]> files = new TreeMap<>();
        months.forEach((month, text) -> files.put(month, text.toString().getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    /** What the file of a month is called. */
    public static String fileName(String month) {
        return "hour-" + month + ".csv";
    }

    private static String monthOf(String line) {
        int day = line.indexOf(',') + 1;
        return line.substring(day, day + MONTH_LENGTH);
    }

    private static String text() {
        try (@Nullable InputStream in = Months.class.getResourceAsStream(WHOLE)) {
            if (in == null) {
                throw new IllegalStateException(WHOLE + " is missing from the example's jar; build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(WHOLE + " cannot be read from the example's jar", e);
        }
    }
}
