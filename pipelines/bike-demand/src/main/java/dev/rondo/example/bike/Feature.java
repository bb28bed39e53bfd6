package dev.rondo.example.bike;

import dev.rondo.table.Table;
import java.util.Arrays;
import java.util.List;

/**
 * What a model may know of an hour before it happens.
 *
 * <p>Four columns are left out on purpose. {@code casual} and {@code registered} add up to the label. {@code yr} and
 * {@code instant} only say how late it is, which a tree remembers and cannot continue into the next month.
 */
public enum Feature {
    HOUR("hr"),
    WORKING_DAY("workingday"),
    WEEKDAY("weekday"),
    HOLIDAY("holiday"),
    SEASON("season"),
    MONTH("mnth"),
    WEATHER("weathersit"),
    TEMPERATURE("temp"),
    FELT_TEMPERATURE("atemp"),
    HUMIDITY("hum"),
    WIND_SPEED("windspeed");

    /**
     * The features of the example's models. {@link #MONTH} and {@link #SEASON} are left out although they lower the error
     * from January to June 2011: in half a year they only rise, so they too say how late it is, and the month to be
     * forecast is not among those a window of six months has seen. {@link #HOLIDAY} is nearly contained in {@link
     * #WORKING_DAY} and did not help.
     */
    public static final List<Feature> CHOSEN =
            List.of(HOUR, WORKING_DAY, WEEKDAY, WEATHER, TEMPERATURE, FELT_TEMPERATURE, HUMIDITY, WIND_SPEED);

    private final String column;

    Feature(String column) {
        this.column = column;
    }

    /** The name of its column. */
    public String column() {
        return column;
    }

    /** Whether the values are decimals between 0 and 1; the others are a few whole numbers. */
    public boolean isScaled() {
        return switch (this) {
            case TEMPERATURE, FELT_TEMPERATURE, HUMIDITY, WIND_SPEED -> true;
            case HOUR, WORKING_DAY, WEEKDAY, HOLIDAY, SEASON, MONTH, WEATHER -> false;
        };
    }

    static Feature ofColumn(String column) {
        return Arrays.stream(values())
                .filter(feature -> feature.column.equals(column))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No feature is called \"" + column + "\"; there are "
                        + Arrays.stream(values()).map(Feature::column).toList()));
    }

    /** The features of every hour, one hour after the other. */
    static float[] rows(List<Feature> features, Table hours) {
        int width = features.size();
        var rows = new float[hours.rows() * width];
        for (int feature = 0; feature < width; feature++) {
            double[] values = hours.doubles(features.get(feature).column());
            for (int hour = 0; hour < values.length; hour++) {
                rows[hour * width + feature] = (float) values[hour];
            }
        }
        return rows;
    }
}
