/**
 * Which code a step can reach. Start at {@link dev.rondo.engine.code.CodeDigests}, which follows the bytecode from a step's
 * function and answers with a digest, the parts it is made of, and what the step can read of its context. Nothing here
 * loads a class or runs user code: bytes go in, digests and notes come out. The algorithm and its limits are written down in
 * {@code docs/code-digest.md}.
 */
@NullMarked
package dev.rondo.engine.code;

import org.jspecify.annotations.NullMarked;
