package dev.rondo.check;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.ValueType;
import java.util.List;

/** Datasets that are read as another type than they are written, or through another codec. */
final class ReadTypes implements Check {

    @Override
    public void look(Scope scope, List<Problem> problems) {
        scope.reads()
                .forEach(read -> read.dataset()
                        .filter(written -> !same(read.input().type(), written.type()))
                        .ifPresent(written -> problems.add(differs(read, written))));
    }

    /** By name: two pipelines of two jars may have loaded the same class twice. */
    private static boolean same(ValueType a, ValueType b) {
        return a.type().getTypeName().equals(b.type().getTypeName()) && codec(a).equals(codec(b));
    }

    private static Problem differs(Read read, DatasetDefinition written) {
        return Problem.error(
                "type-differs",
                read.place(),
                "It reads " + written.name() + " as " + text(read.input().type()) + ", but " + written.place()
                        + " writes it as " + text(written.type()) + ".",
                "Read it through the DatasetRef that its writer publishes it with.");
    }

    private static String text(ValueType type) {
        String codec = codec(type);
        return type.simpleName() + (codec.isEmpty() ? "" : " with codec " + codec);
    }

    private static String codec(ValueType type) {
        return type.codec().map(c -> c.getClass().getName()).orElse("");
    }
}
