/**
 * Which pipelines' code the engine has at hand. Start at {@link dev.rondo.engine.deploy.Deployments}. It loads nothing
 * itself: it is given compiled pipelines and remembers them by the digest of their code.
 */
@NullMarked
package dev.rondo.engine.deploy;

import org.jspecify.annotations.NullMarked;
