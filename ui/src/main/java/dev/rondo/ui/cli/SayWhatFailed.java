package dev.rondo.ui.cli;

import dev.rondo.engine.backup.BackupException;
import dev.rondo.engine.backup.HomeNotEmptyException;
import dev.rondo.engine.export.ExportException;
import dev.rondo.engine.store.StoreException;
import dev.rondo.ui.server.PortInUseException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what a command threw into a message on standard error and an exit code; a stack trace only for what is a bug. */
final class SayWhatFailed implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        int code = code(e);
        if (code == CommandLine.ExitCode.SOFTWARE && unexpected(e)) {
            e.printStackTrace(command.getErr());
        } else {
            command.getErr().println("rondo: " + e.getMessage());
        }
        command.getErr().flush();
        return code;
    }

    private static int code(Exception e) {
        if (e instanceof UsageException
                || e instanceof HomeNotEmptyException
                || (e instanceof ApiException api && api.badRequest())) {
            return ExitCode.USAGE;
        }
        if (e instanceof StoreException store && store.kind() == StoreException.Kind.UNSUPPORTED) {
            return ExitCode.USAGE;
        }
        if (e instanceof UnreachableException) {
            return ExitCode.UNREACHABLE;
        }
        if (e instanceof PortInUseException || (e instanceof StoreException store && isOthers(store))) {
            return ExitCode.IN_USE;
        }
        return ExitCode.FAILED;
    }

    private static boolean isOthers(StoreException e) {
        return e.kind() == StoreException.Kind.IN_USE || e.kind() == StoreException.Kind.FENCED;
    }

    private static boolean unexpected(Exception e) {
        return !(e instanceof StoreException
                || e instanceof BackupException
                || e instanceof ExportException
                || e instanceof ApiException
                || e instanceof UncheckedIOException);
    }
}
