package dev.rondo.settings;

import java.util.List;

/**
 * The settings of a pipeline, read from its settings record.
 *
 * @param type the record
 */
public record SettingsSchema(Class<? extends Record> type, List<Setting> settings) {
    public SettingsSchema {
        settings = List.copyOf(settings);
    }
}
