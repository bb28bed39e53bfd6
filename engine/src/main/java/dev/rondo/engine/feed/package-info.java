/**
 * What has changed, for those who watch: the live stream, notifications, exporters. Start at
 * {@link dev.rondo.engine.feed.Feed}. It repeats what the tables say and decides nothing; whoever needs the state itself
 * reads the tables.
 */
@NullMarked
package dev.rondo.engine.feed;

import org.jspecify.annotations.NullMarked;
