package dev.rondo.example.bike.replay;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What the command line says.
 *
 * @param home the server's home; the watched folder is {@code data/bike} in it
 * @param until the last month to deliver
 * @param damaged a month that first arrives damaged
 * @param pause what to wait after each month, for somebody who watches
 * @param exit whether to stop the server at the end
 */
record Options(Path home, int port, String until, Optional<Damaged> damaged, Duration pause, boolean exit) {

    static final String USAGE = """
            Replays two years of bike rentals: months of data arrive one after another, and Rondo keeps a model fresh.

              java -jar bike-demand.jar [options]

              --home DIR             where Rondo keeps everything; replay beside the jar unless said otherwise
              --port N               port of the server and its page; 7070 unless said otherwise
              --until 2011-12        the last month to deliver; 2012-12 unless said otherwise
              --corrupt 2012-03:KIND that month first arrives damaged: letter, truncated, empty or header
              --pause SECONDS        wait after each month
              --exit                 stop the server at the end

            The server is ui/target/rondo.jar of the same checkout; -Drondo.jar=FILE or RONDO_JAR names another.
            """;

    private static final int DEFAULT_PORT = 7070;

    /** A month and how it is damaged. */
    record Damaged(String month, Corruption how) {}

    static Options parse(List<String> arguments, Path defaultHome, SortedSet<String> months) {
        Options options = new Options(defaultHome, DEFAULT_PORT, months.last(), Optional.empty(), Duration.ZERO, false);
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            options = options.with(rest.next(), rest, months);
        }
        return options;
    }

    private Options with(String name, Iterator<String> rest, SortedSet<String> months) {
        return switch (name) {
            case "--home" -> new Options(Path.of(value(name, rest)), port, until, damaged, pause, exit);
            case "--port" -> new Options(home, number(name, rest), until, damaged, pause, exit);
            case "--until" -> new Options(home, port, month(value(name, rest), months), damaged, pause, exit);
            case "--corrupt" ->
                new Options(home, port, until, Optional.of(damaged(value(name, rest), months)), pause, exit);
            case "--pause" -> new Options(home, port, until, damaged, Duration.ofSeconds(number(name, rest)), exit);
            case "--exit" -> new Options(home, port, until, damaged, pause, true);
            default -> throw new ReplayException("\"" + name + "\" is not an option.\n\n" + USAGE);
        };
    }

    private static Damaged damaged(String text, SortedSet<String> months) {
        String[] parts = text.split(":", 2);
        return new Damaged(month(parts[0], months), Corruption.named(parts.length == 2 ? parts[1] : "letter"));
    }

    private static String month(String text, SortedSet<String> months) {
        if (!months.contains(text)) {
            throw new ReplayException("There is no data for \"" + text + "\"; months go from " + months.first() + " to "
                    + months.last() + ".");
        }
        return text;
    }

    private static int number(String name, Iterator<String> rest) {
        String text = value(name, rest);
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new ReplayException(name + " needs a whole number; got \"" + text + "\".", e);
        }
    }

    private static String value(String name, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new ReplayException(name + " needs a value.\n\n" + USAGE);
        }
        return rest.next();
    }
}
