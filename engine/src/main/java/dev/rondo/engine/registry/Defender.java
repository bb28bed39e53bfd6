package dev.rondo.engine.registry;

import dev.rondo.step.Metrics;

/**
 * The champion at a gate.
 *
 * @param metrics how it was scored on the challenger's data; empty when that was not done
 */
public record Defender(ChampionVersion champion, Metrics metrics) {}
