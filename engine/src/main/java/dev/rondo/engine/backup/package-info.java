/**
 * Copies of a home in one file. Start at {@link dev.rondo.engine.backup.HomeBackup}, which writes one while the engine
 * works, and {@link dev.rondo.engine.backup.HomeRestore}, which makes a home of it. Databases on a server are copied by
 * the server's own tools.
 */
@NullMarked
package dev.rondo.engine.backup;

import org.jspecify.annotations.NullMarked;
