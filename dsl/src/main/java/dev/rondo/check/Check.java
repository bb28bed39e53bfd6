package dev.rondo.check;

import dev.rondo.definition.Problem;
import java.util.List;

/** Looks for mistakes of one kind. */
interface Check {
    void look(Scope scope, List<Problem> problems);
}
