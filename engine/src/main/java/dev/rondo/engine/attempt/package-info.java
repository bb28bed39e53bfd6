/**
 * One try of one step: what an executor is given, what it gives back, and the one boundary around user code. Executors
 * implement {@link dev.rondo.engine.attempt.Executor} and mostly need {@link dev.rondo.engine.attempt.StepCall}. Nothing
 * here decides whether or when a step runs, and nothing here touches the database.
 */
@NullMarked
package dev.rondo.engine.attempt;

import org.jspecify.annotations.NullMarked;
