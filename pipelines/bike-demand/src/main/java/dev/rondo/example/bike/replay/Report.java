package dev.rondo.example.bike.replay;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the replay prints, all of it from what the server says. */
final class Report {
    private static final String NEVER = "never-retrained";
    private static final String ALL = "all-history";
    private static final String RONDO = "rondo";
    private static final String BASELINE = "baseline";

    private final Rondo rondo;
    private final PrintStream out;

    Report(Rondo rondo, PrintStream out) {
        this.rondo = rondo;
        this.out = out;
    }

    /** One line about a month and the runs it started. */
    void month(String month, List<Run> runs) {
        Run first = runs.get(0);
        String became = first.succeeded() ? version(month).map(Report::verdict).orElse("collected") : first.state();
        out.printf(
                Locale.ROOT,
                "%s  %-50s %2d steps run, %d cached  %5.1f s%n",
                month,
                became,
                runs.stream().mapToInt(Run::executed).sum(),
                runs.stream().mapToInt(Run::cached).sum(),
                seconds(first.createdAt(), runs));
        if (!first.succeeded()) {
            out.println("         " + first.error());
        }
    }

    private static double seconds(Instant from, List<Run> runs) {
        Instant to = runs.stream()
                .flatMap(run -> run.finishedAt().stream())
                .max(Instant::compareTo)
                .orElse(from);
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private Optional<ModelVersion> version(String month) {
        return rondo.versions(Arrival.DEMAND).stream()
                .filter(version -> version.partition().equals(month))
                .findFirst();
    }

    private static String verdict(ModelVersion version) {
        return String.format(
                Locale.ROOT,
                "%s  %5.1f  (champion %5s, baseline %5.1f)",
                version.promoted() ? "promoted" : "rejected",
                version.challenger(),
                number(version.champion()),
                version.baseline());
    }

    /** The errors of every month and their means. */
    void table() {
        MetricTable errors = rondo.metric(Arrival.COMPARISON, "mae");
        Map<String, ModelVersion> versions = rondo.versions(Arrival.DEMAND).stream()
                .collect(Collectors.toMap(ModelVersion::partition, Function.identity(), (newer, older) -> newer));
        out.println();
        out.println("Mean absolute error in bikes per hour");
        out.println();
        out.println("             never       all     Rondo,                in");
        out.println("month    retrained   history   6 months  baseline  service  challenger");
        for (int i = 0; i < errors.partitions().size(); i++) {
            String month = errors.partitions().get(i);
            Optional<ModelVersion> version = Optional.ofNullable(versions.get(month));
            line(
                    month,
                    step(errors, i),
                    version.map(ModelVersion::champion).orElse(OptionalDouble.empty()),
                    version.map(v -> v.promoted() ? "promoted" : "rejected").orElse("-"));
        }
        OptionalDouble served = versions.values().stream()
                .filter(v -> v.champion().isPresent())
                .mapToDouble(v -> v.champion().getAsDouble())
                .average();
        long promoted =
                versions.values().stream().filter(ModelVersion::promoted).count();
        line("mean   ", errors::mean, served, promoted + " of " + versions.size() + " promoted");
        out.println();
    }

    private static Function<String, OptionalDouble> step(MetricTable errors, int partition) {
        return step -> errors.value(step, partition);
    }

    private void line(String what, Function<String, OptionalDouble> error, OptionalDouble served, String became) {
        out.printf(
                "%s  %9s %9s %10s %9s %8s  %s%n",
                what,
                number(error.apply(NEVER)),
                number(error.apply(ALL)),
                number(error.apply(RONDO)),
                number(error.apply(BASELINE)),
                number(served),
                became);
    }

    /** How much work it was, altogether and since a time, and which runs did not succeed. */
    void work(Instant since) {
        List<Run> runs = rondo.runs("");
        List<Run> recent = runs.stream()
                .filter(run ->
                        run.finishedAt().filter(end -> !end.isBefore(since)).isPresent())
                .toList();
        List<Step> now = recent.stream()
                .flatMap(run -> rondo.steps(run).stream())
                .filter(step ->
                        step.finishedAt().filter(end -> !end.isBefore(since)).isPresent())
                .toList();
        out.printf(
                "Altogether %d runs: %d steps run, %d from the cache. Since this start: %d steps run, %d from the cache.%n",
                runs.size(),
                runs.stream().mapToInt(Run::executed).sum(),
                runs.stream().mapToInt(Run::cached).sum(),
                now.stream().filter(Step::executed).count(),
                now.stream().filter(Step::fromCache).count());
        trainings(runs);
        failures(runs);
    }

    private void trainings(List<Run> runs) {
        List<Step> trainings = runs.stream()
                .filter(run -> run.pipeline().equals(Arrival.DEMAND))
                .flatMap(run -> rondo.steps(run).stream())
                .filter(step -> step.name().equals("train") && step.executed())
                .toList();
        Duration took = trainings.stream().map(Step::duration).reduce(Duration.ZERO, Duration::plus);
        out.printf(
                Locale.ROOT,
                "%d trainings of %s took %.1f s.%n",
                trainings.size(),
                Arrival.DEMAND,
                took.toMillis() / 1e3);
    }

    private void failures(List<Run> runs) {
        Map<String, List<Run>> failed = runs.stream()
                .filter(run -> run.ended() && !run.succeeded())
                .collect(Collectors.groupingBy(run -> run.pipeline() + ", " + run.error()));
        failed.forEach((what, all) -> out.printf("%d run(s) did not succeed: %s%n", all.size(), what));
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "-";
    }
}
