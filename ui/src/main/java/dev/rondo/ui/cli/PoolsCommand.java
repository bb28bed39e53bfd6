package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rondo pools}: what steps share, who holds it and who waits. */
@Command(
        name = "pools",
        mixinStandardHelpOptions = true,
        description = "Lists pools with those who hold them and wait for them, or sets their limits.")
final class PoolsCommand implements Callable<Integer> {

    @Mixin
    private Reach reach = new Reach();

    @Parameters(
            paramLabel = "POOL=LIMIT",
            arity = "0..*",
            description = "Sets how much there is of a pool, at once and for good. Makes a pool that is new.")
    private Map<String, Integer> limits = new LinkedHashMap<>();

    PoolsCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (Reach.Connection connection =
                limits.isEmpty() ? reach.openExisting(Work.REQUESTS) : reach.open(Work.REQUESTS)) {
            Api api = connection.api();
            for (Map.Entry<String, Integer> limit : limits.entrySet()) {
                api.put(
                        Api.path("pools", limit.getKey()),
                        JsonNodeFactory.instance.objectNode().put("limit", limit.getValue()));
            }
            JsonNode pools = api.get(Api.path("pools"));
            if (reach.json()) {
                reach.print(pools);
                return ExitCode.DONE;
            }
            Columns table = new Columns("POOL", "LIMIT", "HELD", "WAITING", "HOLDERS");
            for (JsonNode pool : pools.path("items")) {
                table.row(
                        RunText.text(pool, "name"),
                        pool.path("limit").isNull() ? "none" : RunText.text(pool, "limit"),
                        RunText.text(pool, "held"),
                        RunText.text(pool, "waiting"),
                        holders(pool));
            }
            table.print(reach.out());
            return ExitCode.DONE;
        }
    }

    private static String holders(JsonNode pool) {
        StringJoiner holders = new StringJoiner(", ");
        for (JsonNode holder : pool.path("holders")) {
            holders.add("run " + RunText.text(holder, "run") + " " + RunText.text(holder, "step"));
        }
        return holders.toString();
    }
}
