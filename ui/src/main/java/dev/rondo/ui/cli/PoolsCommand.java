package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rondo.definition.PoolName;
import dev.rondo.ui.server.ServerSettings.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rondo pools}: what steps share, who holds it and who waits. */
@Command(
        name = "pools",
        mixinStandardHelpOptions = true,
        description = "Lists pools with those who hold them and wait for them, or sets their limits.")
final class PoolsCommand implements Callable<Integer> {

    private static final Pattern LIMIT = Pattern.compile("([^=]+)=([0-9]+)");

    @Mixin
    private Reach reach = new Reach();

    @Parameters(
            paramLabel = "POOL=LIMIT",
            arity = "0..*",
            description = "Sets how much there is of a pool, at once and for good. Makes a pool that is new.")
    private List<String> limits = new ArrayList<>();

    PoolsCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Map<String, Integer> wanted = wanted();
        try (Reach.Connection connection =
                wanted.isEmpty() ? reach.openExisting(Work.REQUESTS) : reach.open(Work.REQUESTS)) {
            Api api = connection.api();
            for (Map.Entry<String, Integer> limit : wanted.entrySet()) {
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

    private Map<String, Integer> wanted() {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        for (String text : limits) {
            Matcher limit = LIMIT.matcher(text);
            if (!limit.matches() || !PoolName.valid(limit.group(1))) {
                throw new UsageException(
                        "A limit is a pool's name and a whole number, 0 or more, such as gpu=2; got \"" + text + "\"");
            }
            try {
                wanted.put(limit.group(1), Integer.valueOf(limit.group(2)));
            } catch (NumberFormatException e) {
                throw new UsageException("A limit is at most " + Integer.MAX_VALUE + "; got \"" + text + "\"");
            }
        }
        return wanted;
    }

    private static String holders(JsonNode pool) {
        StringJoiner holders = new StringJoiner(", ");
        for (JsonNode holder : pool.path("holders")) {
            holders.add("run " + RunText.text(holder, "run") + " " + RunText.text(holder, "step"));
        }
        return holders.toString();
    }
}
