/**
 * Projects for people's own pipelines. Start at {@link dev.rondo.ui.init.NewProject}, which writes one. It knows Maven's
 * files and nothing of engines.
 */
@NullMarked
package dev.rondo.ui.init;

import org.jspecify.annotations.NullMarked;
