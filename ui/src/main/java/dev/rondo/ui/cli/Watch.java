package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** What commands that start a run have in common: they see it to its end unless told not to wait. */
final class Watch {
    @Option(names = "--no-wait", description = "Return as soon as the run has been started.")
    private boolean noWait;

    Watch() {}

    /** Refuses to leave a run behind that nobody would go on with. */
    void check(Reach reach) {
        if (noWait && reach.embedded()) {
            throw new UsageException("--no-wait needs a server that goes on with the run: leave out --home and"
                    + " --pipelines, or --no-wait");
        }
    }

    /**
     * Follows a run that has just been started and says how it ended.
     *
     * @param begun what is said of it first, such as "Run 7 of demand 2011-03"
     * @return the exit code of the command
     */
    int follow(Reach reach, Api api, JsonNode run, String begun) throws InterruptedException {
        if (noWait) {
            answer(reach, run, begun + ", started");
            return ExitCode.DONE;
        }
        String id = RunText.text(run, "id");
        PrintWriter progress = reach.progress();
        progress.println(begun);
        progress.flush();
        JsonNode ended = Follow.run(api, id, progress);
        answer(
                reach,
                ended,
                "Run " + id + " " + RunText.text(ended, "state") + " after " + RunText.duration(ended) + ", steps: "
                        + RunText.steps(ended));
        sayWhatFailed(reach, id, ended.path("error"));
        return RunText.exitCode(ended);
    }

    private static void answer(Reach reach, JsonNode run, String words) {
        if (reach.json()) {
            reach.print(run);
        } else {
            reach.out().println(words);
        }
    }

    private static void sayWhatFailed(Reach reach, String id, JsonNode error) {
        if (!error.isMissingNode() && !error.isNull()) {
            String step = RunText.text(error, "step");
            reach.err()
                    .println("rondo: step " + step + " failed: " + RunText.text(error, "message")
                            + "\nIts log: rondo logs " + id + " " + step);
        }
    }
}
