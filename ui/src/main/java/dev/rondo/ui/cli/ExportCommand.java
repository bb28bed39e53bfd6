package dev.rondo.ui.cli;

import dev.rondo.ui.server.ServerSettings.Work;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rondo export}: what a run was made of, in one file. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes what a run was made of into one file: graph, settings, code, inputs, digests and logs.",
        footer = "%nrondo import runs it again, here or elsewhere, and compares.")
final class ExportCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(k|M|G|)");

    @Mixin
    private Reach reach = new Reach();

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's number.")
    private String number = "";

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "The file to write, such as run.zip; must not exist yet.")
    private Path file = Path.of("");

    @Mixin
    private NewFile writing = new NewFile();

    @Option(
            names = "--inputs",
            paramLabel = "SIZE",
            description = "How much of what it read may be in the file, such as 500M; what does not fit is left out and"
                    + " named in it. Default: 1G.")
    private String inputs = "1G";

    ExportCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        String query = Api.query(Map.of("inputs", Long.toString(bytes())));
        String wrote = writing.write(file, part -> {
            try (Reach.Connection connection = reach.openExisting(Work.QUESTIONS)) {
                connection.api().download(Api.path("runs", number, "export") + query, part);
            }
        });
        reach.out().println(wrote);
        return ExitCode.DONE;
    }

    private long bytes() {
        Matcher size = SIZE.matcher(inputs);
        if (!size.matches()) {
            throw new UsageException("--inputs is a size such as 200k, 500M or 2G; got \"" + inputs + "\"");
        }
        long unit = switch (size.group(2)) {
            case "k" -> 1L << 10;
            case "M" -> 1L << 20;
            case "G" -> 1L << 30;
            default -> 1;
        };
        return Long.parseLong(size.group(1)) * unit;
    }
}
