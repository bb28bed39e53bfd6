package dev.rondo.ui.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rondo} without a sub-command: says what there is. */
@Command(
        name = "rondo",
        mixinStandardHelpOptions = true,
        versionProvider = RondoVersion.class,
        description = "Keeps machine-learning models fresh as their data changes.",
        subcommands = {
            ServeCommand.class,
            RunCommand.class,
            PlanCommand.class,
            RunsCommand.class,
            GraphCommand.class,
            LogsCommand.class,
            CancelCommand.class,
            AnswerCommand.Approve.class,
            AnswerCommand.Reject.class,
            RetryCommand.class,
            AdoptCommand.class,
            AcceptCommand.class,
            BackfillCommand.class,
            BackfillsCommand.class,
            WhyCommand.class,
            DoctorCommand.class,
            PoolsCommand.class,
            GcCommand.class,
            ReproduceCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            InitCommand.class,
            WarmUpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:what was asked for is done",
            "1:it failed, or the run did; the message says why",
            "2:the command line, or what it names, is wrong; nothing was done",
            "3:the run was cancelled",
            "4:the server cannot be reached",
            "5:the home, the database or the port is in use by another process"
        })
final class RondoCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** For picocli, which fills in the specification before it runs anything. */
    @SuppressWarnings("NullAway.Init")
    RondoCommand() {}

    @Override
    public void run() {
        CommandLine line = spec.commandLine();
        line.usage(line.getOut());
    }
}
