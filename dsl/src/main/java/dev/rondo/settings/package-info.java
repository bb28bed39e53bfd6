/**
 * A pipeline's settings: a record whose components carry ranges, units and defaults. Start at {@link
 * dev.rondo.settings.SettingsSchema}.
 */
@NullMarked
package dev.rondo.settings;

import org.jspecify.annotations.NullMarked;
