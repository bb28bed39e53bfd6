/**
 * Tables with a schema: typed columns, tags that travel with them, and strict CSV. Start at {@link
 * dev.rondo.table.Table}.
 */
@NullMarked
package dev.rondo.table;

import org.jspecify.annotations.NullMarked;
