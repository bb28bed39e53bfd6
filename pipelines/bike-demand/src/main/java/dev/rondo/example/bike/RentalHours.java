package dev.rondo.example.bike;

import dev.rondo.step.DataFile;
import dev.rondo.table.Column;
import dev.rondo.table.ColumnType;
import dev.rondo.table.Csv;
import dev.rondo.table.Schema;
import dev.rondo.table.Table;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Hours of bike rentals in Washington, D.C., one row each: as they come, and as everybody else reads them. */
final class RentalHours {

    /** All rentals of the hour: what is forecast. */
    static final String COUNT = "cnt";

    /** Tag of the columns that add up to the count, and so would give it away. */
    static final String LEAK = "leak";

    /** Columns that only say how late it is, which a tree remembers and cannot continue into the next month. */
    private static final List<String> MERE_TIME = List.of("instant", "yr");

    /** A file as it arrives. */
    static final Schema RAW = Schema.of(
            integer("instant"),
            Column.of("dteday", ColumnType.DATE),
            integer("season").unit("1 winter to 4 autumn"),
            integer("yr").unit("years since 2011"),
            integer("mnth"),
            integer("hr").unit("hour of the day"),
            integer("holiday").unit("0 or 1"),
            integer("weekday").unit("0 Sunday to 6 Saturday"),
            integer("workingday").unit("0 or 1"),
            integer("weathersit").unit("1 clear to 4 storm"),
            decimal("temp").unit("°C / 41"),
            decimal("atemp").unit("°C / 50, as felt"),
            decimal("hum").unit("% / 100"),
            decimal("windspeed").unit("km/h / 67"),
            integer("casual").unit("bikes").tag(LEAK),
            integer("registered").unit("bikes").tag(LEAK),
            integer(COUNT).unit("bikes"));

    /** A month that can be trusted. */
    static final Schema CLEAN = new Schema(RAW.columns().stream()
            .filter(column -> !MERE_TIME.contains(column.name()))
            .toList());

    private RentalHours() {}

    /**
     * Reads a month, refuses it if anything in it cannot be, and puts its hours in order.
     *
     * @throws dev.rondo.table.CsvException when it cannot be read
     * @throws ImplausibleHourException when a row contradicts itself, its month or another row
     */
    static Table clean(DataFile month) throws IOException {
        Table hours = month.readCsv(RAW, Csv.Option.REQUIRE_FINAL_LINE_BREAK);
        new PlausibleHours(month.name(), hours).require();
        return hours.without(MERE_TIME).sortedBy("dteday", "hr");
    }

    /** What a model may look at, and the count. */
    static String[] learned() {
        return Stream.concat(Feature.CHOSEN.stream().map(Feature::column), Stream.of(COUNT))
                .toArray(String[]::new);
    }

    private static Column integer(String name) {
        return Column.of(name, ColumnType.INTEGER);
    }

    private static Column decimal(String name) {
        return Column.of(name, ColumnType.DECIMAL);
    }
}
