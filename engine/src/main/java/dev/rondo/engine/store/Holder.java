package dev.rondo.engine.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that holds a database, so that its successor on the same machine can see that it is dead.
 *
 * @param machine the machine, and the set of processes on it within which the number means something
 * @param pid the number of the process
 * @param started when it started, in milliseconds: numbers of processes are used again
 */
record Holder(String machine, long pid, long started) {

    static Holder thisProcess() {
        ProcessHandle process = ProcessHandle.current();
        return new Holder(thisMachine(), process.pid(), started(process));
    }

    /** As it stands in the row. */
    String text() {
        return pid + " " + started + " " + machine;
    }

    static Optional<Holder> parse(String text) {
        String[] parts = text.split(" ", 3);
        try {
            return parts.length < 3
                    ? Optional.empty()
                    : Optional.of(new Holder(parts[2], Long.parseLong(parts[0]), Long.parseLong(parts[1])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether it ran on this machine and runs no more; false when nobody here can know. */
    boolean isDead() {
        if (!machine.equals(thisMachine())) {
            return false;
        }
        return ProcessHandle.of(pid)
                .filter(process -> started(process) == started)
                .isEmpty();
    }

    @Override
    public String toString() {
        return "process " + pid + " on " + machine.split(" ", 2)[0];
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String thisMachine() {
        return host() + " " + processes();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }

    /** Containers on one machine may share its name, but each numbers its own processes. */
    private static String processes() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
