@NullMarked
package dev.rondo.engine.store;

import org.jspecify.annotations.NullMarked;
