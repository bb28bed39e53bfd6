package dev.rondo.engine.attempt;

import dev.rondo.engine.artifact.ArtifactDamagedException;
import dev.rondo.engine.artifact.ArtifactException;
import dev.rondo.engine.artifact.ArtifactMissingException;
import dev.rondo.engine.artifact.ValueException;
import dev.rondo.engine.attempt.Failure.Kind;
import dev.rondo.table.CsvException;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Makes a {@link Failure} of whatever was thrown, even if that misbehaves when it is asked for its message. */
final class FailureOf {
    private static final int LONGEST_MESSAGE = 4_000;
    private static final int LONGEST_TRACE = 64_000;
    private static final int DEEPEST_CAUSE = 20;

    private FailureOf() {}

    static Failure of(Throwable thrown) {
        List<String> classes = Failure.classes(thrown.getClass());
        try {
            return new Failure(
                    diskIsFull(thrown) ? Kind.INFRASTRUCTURE : kind(thrown),
                    cut(describe(thrown) + advice(thrown), LONGEST_MESSAGE),
                    thrown instanceof ValueException ? List.of() : classes,
                    cut(trace(thrown), LONGEST_TRACE));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return new Failure(
                    kind(thrown),
                    thrown.getClass().getName() + " (it has no message: asking for it threw "
                            + e.getClass().getName() + ")",
                    classes,
                    "");
        }
    }

    private static Kind kind(Throwable thrown) {
        if (thrown instanceof ValueException) {
            return Kind.DEFINITION;
        } else if (thrown instanceof ArtifactMissingException || thrown instanceof ArtifactDamagedException) {
            return Kind.ENGINE;
        } else if (thrown instanceof ArtifactException || thrown instanceof WorkDirectoryException) {
            return Kind.INFRASTRUCTURE;
        } else if (thrown instanceof OutOfMemoryError || thrown instanceof UnsatisfiedLinkError) {
            return Kind.RESOURCES;
        }
        return Kind.USER_CODE;
    }

    /** The step's own files share the disk with everybody else's. */
    private static boolean diskIsFull(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            String message = cause.getMessage();
            if (cause instanceof IOException
                    && message != null
                    && (message.contains("No space left on device") || message.contains("Disk quota exceeded"))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String describe(Throwable thrown) {
        if (thrown instanceof ValueException
                || thrown instanceof ArtifactException
                || thrown instanceof WorkDirectoryException
                || thrown instanceof CsvException) {
            return String.valueOf(thrown.getMessage());
        }
        String message = thrown.getMessage();
        String name = thrown.getClass().getName();
        return message == null || message.isBlank() ? name : name + ": " + message;
    }

    private static String advice(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            return ". The engine's process has no more memory: give it more with -Xmx, or let the step work on less"
                    + " data at a time.";
        } else if (thrown instanceof StackOverflowError) {
            return ". The step's code calls itself too deeply; look for endless recursion.";
        } else if (thrown instanceof UnsatisfiedLinkError) {
            return ". A native library is missing on this machine; install the package that has it.";
        } else if (thrown instanceof LinkageError) {
            return ". A class of the step's code cannot be linked; look for a library that is missing beside the jar"
                    + " or there in another version.";
        }
        return "";
    }

    private static String trace(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        append(text, "", thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
        return text.toString();
    }

    private static void append(StringBuilder text, String heading, Throwable thrown, Set<Throwable> seen) {
        if (!seen.add(thrown) || text.length() > LONGEST_TRACE) {
            return;
        }
        text.append(heading).append(thrown).append('\n');
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (frame.getClassName().equals(StepCall.class.getName())) {
                break; // what is further down is the engine, the same every time
            }
            text.append("\tat ").append(frame).append('\n');
            if (text.length() > LONGEST_TRACE) {
                return;
            }
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            append(text, "Suppressed: ", suppressed, seen);
        }
        Throwable cause = thrown.getCause();
        if (cause != null) {
            append(text, "Caused by: ", cause, seen);
        }
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "… (cut)";
    }
}
