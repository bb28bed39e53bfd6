/**
 * The web page: static files and the headers that protect them. Start at {@link dev.rondo.ui.web.WebPage}. The page
 * talks to the server through REST and the live stream alone; nothing here knows runs or pipelines.
 */
@NullMarked
package dev.rondo.ui.web;

import org.jspecify.annotations.NullMarked;
