package dev.rondo.example.bike;

import dev.rondo.settings.SettingsSchema;
import java.util.Map;

/** The settings of a run for which nobody sets any. */
final class Defaults {
    static final ForestSettings FOREST =
            (ForestSettings) SettingsSchema.of(ForestSettings.class).bind(Map.of());
    static final LightGbmSettings LIGHT_GBM =
            (LightGbmSettings) SettingsSchema.of(LightGbmSettings.class).bind(Map.of());

    private Defaults() {}
}
