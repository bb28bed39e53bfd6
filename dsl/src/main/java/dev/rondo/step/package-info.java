/**
 * What the code of a step sees while it runs, and how a step is treated: {@link dev.rondo.step.StepContext}, {@link
 * dev.rondo.step.Metrics}, {@link dev.rondo.step.Retry}, {@link dev.rondo.step.CachePolicy}.
 */
@NullMarked
package dev.rondo.step;

import org.jspecify.annotations.NullMarked;
