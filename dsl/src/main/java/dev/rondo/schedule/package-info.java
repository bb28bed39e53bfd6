/**
 * Due times as pure functions. Start at {@link dev.rondo.schedule.Cron}.
 */
@NullMarked
package dev.rondo.schedule;

import org.jspecify.annotations.NullMarked;
