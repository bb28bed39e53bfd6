/**
 * Pictures of graphs as SVG text. Start at {@link dev.rondo.ui.draw.Diagram}: say what the nodes and edges are, then
 * ask for {@link dev.rondo.ui.draw.Diagram#svg}. Layout is done by ELK, which is loaded on first use only. Nothing here
 * knows pipelines, runs or HTTP.
 */
@NullMarked
package dev.rondo.ui.draw;

import org.jspecify.annotations.NullMarked;
