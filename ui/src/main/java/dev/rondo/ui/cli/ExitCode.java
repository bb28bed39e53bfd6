package dev.rondo.ui.cli;

/** How a command ended, for scripts. Written into the help and the reference; the numbers never change. */
final class ExitCode {
    /** It is done; a run has succeeded, or its pipeline's overlap policy has left it out. */
    static final int DONE = 0;
    /** It failed, or the run did. */
    static final int FAILED = 1;
    /** The command line, or what it names, is wrong. */
    static final int USAGE = 2;

    static final int CANCELLED = 3;
    static final int UNREACHABLE = 4;
    /** The home, the database or the port is in use by somebody else. */
    static final int IN_USE = 5;

    private ExitCode() {}
}
