@NullMarked
package dev.rondo.engine.registry;

import org.jspecify.annotations.NullMarked;
