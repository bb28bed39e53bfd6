package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.engine.export.Comparison;
import java.io.PrintWriter;
import java.util.Optional;

/** What came of running something again, for people and for programs. */
final class AgainText {
    private AgainText() {}

    static int print(RunAgain.Outcome outcome, String what, boolean json, PrintWriter out) {
        Optional<Comparison.Step> first = outcome.comparison().first(outcome.before());
        if (json) {
            out.println(Api.pretty(json(outcome, first)));
        } else {
            for (Comparison.Step step : outcome.comparison().steps()) {
                out.println("  " + step.step() + "  " + (step.same() ? "same" : "DIFFERS: " + step.why()));
            }
            out.println(first.map(step -> what + " is not reproduced. The first step that differs is " + step.step()
                            + ": " + step.why() + ".")
                    .orElse(what + " is reproduced: all "
                            + outcome.comparison().steps().size() + " steps came out the same, byte for byte."));
            if (first.isPresent()
                    && !outcome.before().java().equals(Runtime.version().toString())) {
                out.println("It ran with Java " + outcome.before().java() + " then, and with " + Runtime.version()
                        + " now.");
            }
        }
        return first.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static ObjectNode json(RunAgain.Outcome outcome, Optional<Comparison.Step> first) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("pipeline", outcome.before().pipeline())
                .put("partition", outcome.before().partition())
                .put("run", outcome.before().run())
                .put("same", outcome.comparison().same())
                .put("firstDifference", first.map(Comparison.Step::step).orElse(null));
        ArrayNode items = json.putArray("items");
        outcome.comparison()
                .steps()
                .forEach(step -> items.addObject()
                        .put("step", step.step())
                        .put("same", step.same())
                        .put("why", step.why()));
        return json;
    }
}
