package dev.rondo.example.bike;

import dev.rondo.settings.Default;
import dev.rondo.settings.Doc;
import dev.rondo.settings.Range;
import dev.rondo.settings.SettingsSchema;
import dev.rondo.settings.Unit;
import java.util.Map;

/** How LightGBM boosts its trees. The defaults were chosen on January to June 2011 alone, by {@code TuneOnFirstHalfYear}. */
public record LightGbmSettings(
        @Default("200") @Range(min = 1, max = 5000) @Doc("Trees, each correcting those before it.")
        int rounds,

        @Default("0.05") @Range(min = 0.0001, max = 1) @Doc("How much of each tree is added.")
        double learningRate,

        @Default("31") @Range(min = 2, max = 1024) @Doc("Most leaves of a tree.")
        int leaves,

        @Default("5") @Range(min = 1, max = 10000) @Unit("hours") @Doc("Fewest training hours behind a leaf.")
        int minHoursPerLeaf,

        @Default("1") @Range(min = 0.05, max = 1) @Doc("Share of the features given to each tree.")
        double featureShare,

        @Default("COUNT") @Doc("What the trees learn.") Target target,

        @Default("1") @Doc("The only source of chance.") int seed) {

    /** A different number of threads may add the same numbers in another order. */
    private static final int THREADS = 1;

    /** Those of a run for which nobody sets any. */
    static LightGbmSettings defaults() {
        return (LightGbmSettings) SettingsSchema.of(LightGbmSettings.class).bind(Map.of());
    }

    /** LightGBM's own notation, with everything switched off that makes two trainings differ. */
    String parameters() {
        return String.join(
                " ",
                "objective=regression",
                "learning_rate=" + learningRate,
                "num_leaves=" + leaves,
                "min_data_in_leaf=" + minHoursPerLeaf,
                "feature_fraction=" + featureShare,
                "seed=" + seed,
                "num_threads=" + THREADS,
                "deterministic=true",
                "force_row_wise=true",
                "verbosity=-1");
    }
}
