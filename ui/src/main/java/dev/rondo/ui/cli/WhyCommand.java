package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rondo why}: the reasons on record. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = "Says why a run exists, why it is as it is, and why each step ran or came from the cache.")
final class WhyCommand implements Callable<Integer> {

    private static final Map<String, String> CAUSES = Map.of(
            "SCHEDULE", "schedule",
            "DATA", "new data",
            "PERSON", "a person",
            "BACKFILL", "backfill",
            "PIPELINE", "pipeline");

    @Mixin
    private Reach reach = new Reach();

    @Parameters(paramLabel = "RUN", description = "The run's number.")
    private String number = "";

    WhyCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (Reach.Connection connection = reach.openExisting(Work.QUESTIONS)) {
            JsonNode run = connection.api().get(Api.path("runs", number));
            JsonNode steps =
                    connection.api().get(Api.path("runs", number, "steps")).path("items");
            JsonNode why = connection.api().get(Api.path("runs", number, "why"));
            if (reach.json()) {
                ObjectNode all = run.deepCopy();
                all.set("items", steps);
                all.set("reasons", why.path("reasons"));
                reach.print(all);
            } else {
                print(run, steps, why);
            }
            return ExitCode.DONE;
        }
    }

    private static String cause(JsonNode cause) {
        String detail = RunText.text(cause, "detail");
        String word = CAUSES.getOrDefault(RunText.text(cause, "kind"), RunText.text(cause, "kind"));
        return detail.startsWith("started by ")
                ? detail
                : "started by " + (detail.startsWith(word) ? "" : word + ": ") + detail;
    }

    private static String others(JsonNode reason) {
        StringJoiner runs = new StringJoiner(", ", "; see run ", "").setEmptyValue("");
        reason.path("runs").forEach(run -> runs.add(run.asText()));
        return runs.toString();
    }

    private void print(JsonNode run, JsonNode steps, JsonNode why) {
        reach.out().println("Run " + number + " of " + RunText.subject(run) + " was " + cause(run.path("cause")));
        reach.out().println(("It is " + RunText.text(run, "state") + ". " + RunText.text(why, "why")).strip());
        Map<String, String> waits = new HashMap<>();
        for (JsonNode reason : why.path("reasons")) {
            String words = RunText.text(reason, "why") + others(reason);
            String step = RunText.text(reason, "step");
            if (step.isEmpty()) {
                reach.out().println("  " + words);
            } else {
                waits.put(step, words);
            }
        }
        for (JsonNode step : steps) {
            String waitsFor = waits.get(RunText.text(step, "step"));
            reach.out()
                    .println("  " + RunText.text(step, "step") + "  "
                            + (waitsFor == null ? RunText.step(step) : RunText.text(step, "state") + ": " + waitsFor));
            String howTo = RunText.howToAnswer(number, step);
            if (!howTo.isEmpty()) {
                reach.out().println("      " + howTo);
            }
            String cacheWhy = RunText.text(step, "cacheWhy");
            if (!cacheWhy.isEmpty() && !cacheWhy.equals(RunText.text(step, "why"))) {
                reach.out().println("      cache " + RunText.text(step, "cache") + ": " + cacheWhy);
            }
            String doubt = RunText.text(step, "nondeterminism");
            if (!doubt.isEmpty()) {
                reach.out().println("      not deterministic: " + doubt);
            }
        }
        for (JsonNode model : run.path("models")) {
            reach.out()
                    .println("  model " + RunText.text(model, "name") + " version " + RunText.text(model, "version")
                            + "  " + RunText.text(model, "state") + ": " + RunText.text(model, "why"));
        }
    }
}
