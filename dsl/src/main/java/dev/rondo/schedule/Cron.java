package dev.rondo.schedule;

/** A cron expression of five fields. */
public record Cron(String expression) {}
