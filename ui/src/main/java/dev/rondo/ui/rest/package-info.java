/**
 * The engine over HTTP, as {@code docs/reference/rest.md} describes it: routes, errors, the live stream, and the web page
 * beside them. Start at {@link dev.rondo.ui.rest.RestServer}. It decides nothing: it translates requests into calls of
 * the engine and what the engine says into JSON.
 */
@NullMarked
package dev.rondo.ui.rest;

import org.jspecify.annotations.NullMarked;
