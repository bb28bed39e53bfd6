package dev.rondo.example.bike;

import dev.rondo.example.bike.replay.Months;
import dev.rondo.step.DataFile;
import dev.rondo.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All hours there are, by month, as the pipeline's first step leaves them. */
final class BikeHistory {

    static final YearMonth FIRST_MONTH = YearMonth.of(2011, 1);
    static final YearMonth LAST_MONTH = YearMonth.of(2012, 12);

    private final SortedMap<YearMonth, Table> hours = new TreeMap<>();

    static BikeHistory read() throws IOException {
        var history = new BikeHistory();
        Path file = Files.createTempFile("bike", ".csv");
        for (Map.Entry<String, byte[]> month : Months.all().entrySet()) {
            Files.write(file, month.getValue());
            var data = new DataFile("bike/" + Months.fileName(month.getKey()), file);
            history.hours.put(YearMonth.parse(month.getKey()), RentalHours.clean(data));
        }
        Files.delete(file);
        return history;
    }

    Table of(YearMonth month) {
        return between(month, month);
    }

    /** The hours of both months and all between them. */
    Table between(YearMonth from, YearMonth to) {
        return Table.concat(months(from, to).map(hours::get).toList());
    }

    static Stream<YearMonth> months(YearMonth from, YearMonth to) {
        return Stream.iterate(from, month -> !month.isAfter(to), month -> month.plusMonths(1));
    }
}
