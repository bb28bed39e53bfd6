package dev.rondo.engine.code;

import java.util.List;

/**
 * What there is to know about one method, whoever reaches it.
 *
 * @param line its name, and the hash of its code in canonical form
 * @param references what it refers to, with what its lambdas refer to
 * @param bodies the method itself and the lambdas inside it
 */
record Summary(String line, List<Reference> references, List<MethodKey> bodies) {}
