package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo logs}: what the steps of a run wrote. */
@Command(name = "logs", mixinStandardHelpOptions = true, description = "Shows what the steps of a run wrote.")
final class LogsCommand implements Callable<Integer> {
    private static final int MOST_ITEMS = 5;

    @Mixin
    private Reach reach = new Reach();

    @Parameters(paramLabel = "RUN", description = "The run's number.")
    private String run = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STEP",
            description = "Only of this step. Default: all that ran.")
    private @Nullable String step;

    @Option(names = "--attempt", paramLabel = "N", description = "Which attempt. Default: the last.")
    private @Nullable Integer attempt;

    @Option(
            names = "--item",
            paramLabel = "N",
            description =
                    "Which item of a step that has fanned out. Default: the first " + MOST_ITEMS + " that failed.")
    private @Nullable Integer item;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the run has ended, with the steps and attempts that begin meanwhile.")
    private boolean follow;

    private final Set<String> shown = new HashSet<>();
    private boolean moreMayBegin;
    private boolean wrote;

    LogsCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (step == null && (attempt != null || item != null)) {
            throw new UsageException("--attempt and --item need the step: rondo logs " + run + " STEP");
        }
        try (Reach.Connection connection = reach.openExisting(Work.QUESTIONS)) {
            Api api = connection.api();
            do {
                moreMayBegin = follow && attempt == null && item == null && !ended(api);
                showSteps(api);
                if (moreMayBegin) {
                    Follow.pause();
                }
            } while (moreMayBegin);
            if (!wrote && !reach.json()) {
                reach.err()
                        .println(
                                step == null
                                        ? "The newest attempt of no step of run " + run + " wrote anything; items of"
                                                + " a fan-out that have not failed are shown with STEP --item N"
                                        : (attempt == null ? "The newest attempt" : "Attempt " + attempt) + " of step "
                                                + step + " of run " + run + (item == null ? "" : ", item " + item + ",")
                                                + " wrote nothing");
            }
            return ExitCode.DONE;
        }
    }

    private boolean ended(Api api) throws InterruptedException {
        return RunText.ended(api.get(Api.path("runs", run)));
    }

    private void showSteps(Api api) throws InterruptedException {
        for (JsonNode each : stepsToShow(api)) {
            if (item != null || each.path("items").isObject()) {
                showItems(api, RunText.text(each, "step"));
                continue;
            }
            String name = RunText.text(each, "step");
            int number = attempt == null ? each.path("attempts").asInt() : attempt;
            String heading =
                    step == null || (follow && number > 1) ? "==> " + name + ", attempt " + number + " <==" : "";
            show(api, Api.path("runs", run, "steps", name), number, heading);
        }
    }

    private List<JsonNode> stepsToShow(Api api) throws InterruptedException {
        List<JsonNode> chosen = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (JsonNode each : api.get(Api.path("runs", run, "steps")).path("items")) {
            String name = RunText.text(each, "step");
            known.add(name);
            boolean ran = each.path("attempts").asInt() > 0
                    || each.path("items").path("failed").asInt() > 0;
            if (step == null ? ran : name.equals(step)) {
                chosen.add(each);
            }
        }
        if (step != null && chosen.isEmpty()) {
            throw new UsageException(
                    "Run " + run + " has no step " + step + "; its steps are " + String.join(", ", known));
        }
        boolean fannedOut = !chosen.isEmpty() && chosen.get(0).path("items").isObject();
        if (step != null
                && attempt == null
                && item == null
                && !moreMayBegin
                && !fannedOut
                && chosen.get(0).path("attempts").asInt() == 0) {
            throw new UsageException(
                    "Step " + step + " of run " + run + " has had no attempt: it is " + RunText.step(chosen.get(0)));
        }
        return chosen;
    }

    private void showItems(Api api, String name) throws InterruptedException {
        String steps = Api.path("runs", run, "steps", name);
        Map<String, String> query = item == null
                ? Map.of("state", "FAILED", "limit", Integer.toString(MOST_ITEMS))
                : item == 0 ? Map.of("limit", "1") : Map.of("cursor", Integer.toString(item - 1), "limit", "1");
        boolean any = false;
        for (JsonNode one : api.get(steps + "/items" + Api.query(query)).path("items")) {
            int which = one.path("item").asInt();
            int number = attempt == null ? one.path("attempts").asInt() : attempt;
            if (number > 0 && (item == null || item == which)) {
                any = true;
                show(
                        api,
                        steps + "/items/" + which,
                        number,
                        "==> " + name + ", item " + which + ", attempt " + number + " <==");
            }
        }
        if (!any && step != null && !moreMayBegin) {
            throw new UsageException(
                    item == null
                            ? "No item of step " + name + " in run " + run + " has failed; name one with --item N"
                            : "Item " + item + " of step " + name + " in run " + run + " has had no attempt");
        }
    }

    /** Shows a log that was not shown yet, below its heading; of one that is empty neither. */
    private void show(Api api, String of, int number, String heading) throws InterruptedException {
        String path = of + "/attempts/" + number + "/log";
        boolean notBegun = attempt == null && number == 0;
        if (notBegun || !shown.add(path)) {
            return;
        }
        long offset = 0;
        while (true) {
            JsonNode piece = api.get(path + Api.query(Map.of("offset", Long.toString(offset))));
            String text = RunText.text(piece, "text");
            if (reach.json()) {
                reach.print(piece);
            } else if (!text.isEmpty()) {
                if (offset == 0 && !heading.isEmpty()) {
                    reach.out().println(heading);
                }
                reach.out().print(text);
                reach.out().flush();
                wrote = true;
            }
            long next = piece.path("next").asLong();
            boolean more = next < piece.path("sizeBytes").asLong() && next > offset;
            offset = next;
            if (!more) {
                if (!follow || piece.path("complete").asBoolean()) {
                    return;
                }
                Follow.pause();
            }
        }
    }
}
