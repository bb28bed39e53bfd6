package dev.rondo.engine.loop;

import java.time.Duration;

/**
 * What the engine's thread has done since it started, and what it holds.
 *
 * @param turns that became durable; a turn is at most one commit
 * @param undone turns that failed and were rolled back
 * @param messages that the turns took in
 * @param spent time in turns, their effects included
 * @param longest turn of all
 * @param mailbox messages that wait for the next turn
 * @param runs unfinished runs in memory
 * @param running attempts that hold a slot
 * @param ready steps and items that wait for one
 * @param timers that are set
 */
public record LoopStats(
        long turns,
        long undone,
        long messages,
        Duration spent,
        Duration longest,
        int mailbox,
        int runs,
        int running,
        int ready,
        int timers) {}
