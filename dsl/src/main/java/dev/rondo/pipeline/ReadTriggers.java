package dev.rondo.pipeline;

import dev.rondo.definition.Problem;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.schedule.Cron;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns what a pipeline said with {@code when} into triggers. Their ids are {@code cron-1}, {@code cron-2}, … in the
 * order of declaration and {@code changed-DATASET}.
 */
final class ReadTriggers {
    private final String place;
    private final List<Problem> problems;
    private final List<TriggerDefinition> definitions = new ArrayList<>();
    private int crons;

    ReadTriggers(String place, List<Problem> problems) {
        this.place = place;
        this.problems = problems;
    }

    List<TriggerDefinition> definitions() {
        return List.copyOf(definitions);
    }

    void read(When when) {
        if (when instanceof When.OnCron cron) {
            readCron(cron);
        } else if (when instanceof When.OnChange change) {
            readChange(change);
        }
    }

    private void readCron(When.OnCron when) {
        String id = "cron-" + ++crons;
        Optional<ZoneId> zone = zone(id, when.zone());
        Optional<Cron> cron = cron(id, when.expression());
        if (zone.isPresent() && cron.isPresent()) {
            definitions.add(new TriggerDefinition.OnSchedule(id, cron.get(), zone.get(), when.catchUp()));
        }
    }

    private Optional<Cron> cron(String id, String expression) {
        Cron cron;
        try {
            cron = Cron.parse(expression);
        } catch (IllegalArgumentException e) {
            problems.add(Problem.error(
                    "bad-cron",
                    place + "/" + id,
                    String.valueOf(e.getMessage()),
                    "Correct the expression, for example \"0 5 1 * *\" for 05:00 on the first of every month."));
            return Optional.empty();
        }
        // Whether a rule ever fires depends neither on the time asked about nor on the zone.
        if (cron.nextAfter(Instant.EPOCH, ZoneOffset.UTC).isEmpty()) {
            problems.add(Problem.error(
                    "cron-never-fires",
                    place + "/" + id,
                    "The cron expression \"" + expression + "\" never fires: no month it names has such a day.",
                    "Choose a day that exists; L is the last day of every month."));
            return Optional.empty();
        }
        return Optional.of(cron);
    }

    private void readChange(When.OnChange when) {
        String id = "changed-" + when.dataset();
        if (definitions.stream().anyMatch(t -> t.id().equals(id))) {
            problems.add(Problem.error(
                    "duplicate-trigger",
                    place,
                    "It says twice that it runs when " + when.dataset() + " has changed.",
                    "Keep one of the two."));
            return;
        }
        definitions.add(new TriggerDefinition.OnData(id, when.dataset(), when.settled()));
    }

    private Optional<ZoneId> zone(String id, String zone) {
        try {
            return Optional.of(ZoneId.of(zone));
        } catch (DateTimeException e) {
            problems.add(Problem.error(
                    "unknown-zone",
                    place + "/" + id,
                    "There is no time zone \"" + zone + "\".",
                    "Name a zone such as \"Europe/Berlin\" or \"UTC\"."));
            return Optional.empty();
        }
    }
}
