/**
 * Where everything is remembered: one database, all SQL. Start at {@link dev.rondo.engine.store.Database}.
 *
 * <p>One class per table holds that table's statements, named by intent; the packages of the concepts call them. Nothing
 * here decides anything, knows what a run is, or runs user code. JDBC and HikariCP stay inside.
 */
@NullMarked
package dev.rondo.engine.store;

import org.jspecify.annotations.NullMarked;
