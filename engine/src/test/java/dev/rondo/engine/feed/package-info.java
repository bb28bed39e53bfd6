@NullMarked
package dev.rondo.engine.feed;

import org.jspecify.annotations.NullMarked;
