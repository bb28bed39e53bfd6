/**
 * The whole program in one process. Start at {@link dev.rondo.ui.server.Server}, the one class that knows everybody:
 * user code, engine, executor, HTTP. It decides nothing.
 */
@NullMarked
package dev.rondo.ui.server;

import org.jspecify.annotations.NullMarked;
