package dev.rondo.check;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.ModelName;
import dev.rondo.definition.Problem;
import dev.rondo.definition.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Datasets read as another type than they are written, or through another codec; models of one name and two types. */
final class ReadTypes implements Check {

    @Override
    public void look(Scope scope, List<Problem> problems) {
        scope.reads()
                .forEach(read -> read.dataset()
                        .filter(written -> !same(read.input().type(), written.type()))
                        .ifPresent(written -> problems.add(differs(read, written))));
        models(scope, problems);
    }

    /** A champion is scored by whichever pipeline has the next challenger, so all must understand it. */
    private static void models(Scope scope, List<Problem> problems) {
        Map<ModelName, Read> first = new HashMap<>();
        for (Read read : scope.reads()) {
            Optional<ModelName> model = read.step()
                    .gate()
                    .filter(gate -> read.input().name().equals(GateDefinition.CHALLENGER))
                    .map(GateDefinition::model);
            Optional<Read> other = model.flatMap(m -> Optional.ofNullable(first.putIfAbsent(m, read)));
            if (other.isPresent()
                    && !same(other.get().input().type(), read.input().type())) {
                problems.add(Problem.error(
                        "model-type-differs",
                        read.place(),
                        "It promotes " + text(read.input().type()) + " as model " + model.get() + ", but "
                                + other.get().place() + " promotes "
                                + text(other.get().input().type()) + " under that name.",
                        "Give one of the models another name, or let both return the same type."));
            }
        }
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
