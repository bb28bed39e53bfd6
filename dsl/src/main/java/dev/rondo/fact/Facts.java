package dev.rondo.fact;

/** What must be true of a pipeline's data flow. */
public interface Facts {}
