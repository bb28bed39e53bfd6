/**
 * The mistakes that definitions can contain. Start at {@link dev.rondo.check.Checks}. Each check looks at definitions
 * alone and reports all it finds; none of them runs or reads anything.
 */
@NullMarked
package dev.rondo.check;

import org.jspecify.annotations.NullMarked;
