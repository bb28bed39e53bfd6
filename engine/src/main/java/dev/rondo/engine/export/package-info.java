/**
 * What one run was made of, in one file, so that it can be run again elsewhere. Start at {@link
 * dev.rondo.engine.export.WriteExport} and {@link dev.rondo.engine.export.ReadExport}. Nothing here loads code or starts a
 * run: whoever wires an engine does.
 */
@NullMarked
package dev.rondo.engine.export;

import org.jspecify.annotations.NullMarked;
