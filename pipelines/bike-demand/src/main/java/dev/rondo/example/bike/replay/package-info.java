/**
 * Replays two years of bike rentals against a real server: months of data arrive one after another. Start at {@link
 * dev.rondo.example.bike.replay.Replay}. It talks to the server as anybody does, over REST and a watched folder.
 */
@NullMarked
package dev.rondo.example.bike.replay;

import org.jspecify.annotations.NullMarked;
