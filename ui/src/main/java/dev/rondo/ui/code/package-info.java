/**
 * Pipelines from people's jars and folders. Start at {@link dev.rondo.ui.code.UserCode}, which copies the code into the
 * home, loads it in a class loader of its own and compiles what it finds. Runs no step, and never throws for what is
 * wrong with somebody's code: it reports that as problems.
 */
@NullMarked
package dev.rondo.ui.code;

import org.jspecify.annotations.NullMarked;
