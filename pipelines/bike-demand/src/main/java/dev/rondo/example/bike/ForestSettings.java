package dev.rondo.example.bike;

import dev.rondo.settings.Default;
import dev.rondo.settings.Doc;
import dev.rondo.settings.Range;
import dev.rondo.settings.SettingsSchema;
import dev.rondo.settings.Unit;
import java.util.Map;

/**
 * How a random forest is grown. The defaults were chosen on January to June 2011 alone, by {@code TuneOnFirstHalfYear}.
 *
 * @param bins how many intervals of the {@linkplain Feature#isScaled() scaled} features are told apart. Tribuo weighs every
 *     distinct value at every split, so the training time grows with them
 */
public record ForestSettings(
        @Default("32") @Range(min = 1, max = 1000) @Doc("Trees of the forest; more only smooth.")
        int trees,

        @Default("20") @Range(min = 1, max = 64) @Doc("Longest way from a root to a leaf.")
        int maxDepth,

        @Default("4") @Range(min = 2, max = 1000) @Unit("hours") @Doc("A node with fewer becomes a leaf.")
        int minHoursToSplit,

        @Default("0.7") @Range(min = 0.05, max = 0.95) @Doc("Share of the features tried at each split.")
        double featureShare,

        @Default("20") @Range(min = 2, max = 100) @Doc("Intervals of temperature, humidity and wind told apart.")
        int bins,

        @Default("COUNT") @Doc("What the trees learn.") Target target,

        @Default("1") @Doc("The only source of chance.") long seed) {

    /** Those of a run for which nobody sets any. */
    static ForestSettings defaults() {
        return (ForestSettings) SettingsSchema.of(ForestSettings.class).bind(Map.of());
    }
}
