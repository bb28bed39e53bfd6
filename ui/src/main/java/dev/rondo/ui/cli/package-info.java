/**
 * The command line {@code rondo}. Starts at {@link dev.rondo.ui.cli.Main}. Commands parse and print; what they ask for
 * is done by the engine or by a server that they speak to.
 */
@NullMarked
package dev.rondo.ui.cli;

import org.jspecify.annotations.NullMarked;
