package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo run}: starts a run and sees it to its end. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs a pipeline once and waits for the end.",
        footer = "%nWith --home and --pipelines it needs no server; triggers then stay silent.")
final class RunCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @Parameters(paramLabel = "PIPELINE", description = "The pipeline's name.")
    private String pipeline = "";

    @Option(
            names = "--partition",
            paramLabel = "KEY",
            description = "The partition to run for. Default: the newest, where the pipeline has partitions.")
    private @Nullable String partition;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting that differs from its default.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--refresh", paramLabel = "STEP", description = "Run this step although the cache has its result.")
    private List<String> refresh = List.of();

    @Option(names = "--no-cache", description = "Run every step, take nothing from the cache and add nothing to it.")
    private boolean noCache;

    @Option(names = "--note", paramLabel = "TEXT", description = "Words that are kept with the run.")
    private String note = "";

    @Option(
            names = "--priority",
            paramLabel = "N",
            description = "Which runs go first when not all can: the higher. Default: the pipeline's own.")
    private @Nullable Integer priority;

    @Mixin
    private Watch watch = new Watch();

    RunCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        watch.check(reach);
        try (Reach.Connection connection = reach.open(Work.REQUESTS)) {
            Api api = connection.api();
            JsonNode run = api.post(Api.path("pipelines", pipeline, "runs"), request());
            run.path("warnings")
                    .forEach(w -> reach.err()
                            .println("WARNING " + RunText.text(w, "place") + ": " + RunText.text(w, "reason") + " "
                                    + RunText.text(w, "remedy")));
            return watch.follow(reach, api, run, "Run " + RunText.text(run, "id") + " of " + RunText.subject(run));
        }
    }

    private ObjectNode request() {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        if (partition != null) {
            request.put("partition", partition);
        }
        ObjectNode values = request.putObject("settings");
        settings.forEach(values::put);
        refresh.forEach(request.putArray("refresh")::add);
        if (noCache) {
            request.put("noCache", true);
        }
        request.put("note", note);
        if (priority != null) {
            request.put("priority", priority);
        }
        return request;
    }
}
