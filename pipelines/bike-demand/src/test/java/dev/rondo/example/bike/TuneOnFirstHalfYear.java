package dev.rondo.example.bike;

import dev.rondo.table.Table;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Chooses features and settings on January to June 2011 alone, before the first month the models are judged on. Each
 * choice is trained on the months before M and measured on M, for M from February to June, with three seeds.
 *
 * <p>Prints the mean absolute errors, best choice first in each table.
 */
final class TuneOnFirstHalfYear {

    private static final YearMonth FIRST_MEASURED = YearMonth.of(2011, 2);
    private static final YearMonth LAST_MEASURED = YearMonth.of(2011, 6);
    private static final int SEEDS = 3;

    /** More trees only smooth, and take their time and bytes. */
    private static final int TREES = 32;

    private static final int MAX_DEPTH = 20;

    private final BikeHistory history;

    private TuneOnFirstHalfYear(BikeHistory history) {
        this.history = history;
    }

    /** One candidate: trains on hours with the given seed. */
    private record Candidate(String name, Function<Integer, Function<Table, DemandModel>> trainer) {}

    private record Score(String name, List<Double> maes) {
        double mean() {
            return maes.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }
    }

    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        var tuning = new TuneOnFirstHalfYear(BikeHistory.read());
        tuning.print("Features (forest)", featureSets());
        tuning.print("Forest", forests());
        tuning.print("LightGBM", boosters());
        System.out.println("took " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
    }

    private static List<Candidate> featureSets() {
        return List.of(
                features("chosen 8", Feature.CHOSEN),
                features("chosen, no atemp", without(Feature.CHOSEN, Feature.FELT_TEMPERATURE)),
                features("chosen, no windspeed", without(Feature.CHOSEN, Feature.WIND_SPEED)),
                features("chosen, no weekday", without(Feature.CHOSEN, Feature.WEEKDAY)),
                features("chosen + holiday", with(Feature.CHOSEN, Feature.HOLIDAY)),
                features("chosen + season", with(Feature.CHOSEN, Feature.SEASON)),
                features("chosen + mnth", with(Feature.CHOSEN, Feature.MONTH)),
                features("all 11", List.of(Feature.values())));
    }

    private static Candidate features(String name, List<Feature> features) {
        return forest(name, features, seed -> new ForestSettings(TREES, MAX_DEPTH, 4, 0.7, 20, Target.COUNT, seed));
    }

    private static List<Candidate> forests() {
        var candidates = new ArrayList<Candidate>();
        for (var target : Target.values()) {
            for (double share : new double[] {0.5, 0.7, 0.9}) {
                for (int split : new int[] {4, 8, 16}) {
                    for (int bins : new int[] {20, 50}) {
                        var name = target + " share " + share + " split " + split + " bins " + bins;
                        candidates.add(forest(
                                name,
                                Feature.CHOSEN,
                                seed -> new ForestSettings(TREES, MAX_DEPTH, split, share, bins, target, seed)));
                    }
                }
            }
        }
        return candidates;
    }

    private static Candidate forest(String name, List<Feature> features, Function<Integer, ForestSettings> settings) {
        return new Candidate(name, seed -> new ForestTrainer(features, settings.apply(seed))::train);
    }

    private static List<Candidate> boosters() {
        var candidates = new ArrayList<Candidate>();
        for (var target : Target.values()) {
            for (int rounds : new int[] {100, 200, 400}) {
                for (int leaves : new int[] {15, 31}) {
                    for (int leaf : new int[] {5, 20}) {
                        for (double share : new double[] {0.7, 1}) {
                            var name = target + " rounds " + rounds + " leaves " + leaves + " leaf " + leaf + " share "
                                    + share;
                            candidates.add(new Candidate(
                                    name,
                                    seed -> new LightGbmTrainer(
                                                    Feature.CHOSEN,
                                                    new LightGbmSettings(
                                                            rounds, 0.05, leaves, leaf, share, target, seed))::train));
                        }
                    }
                }
            }
        }
        return candidates;
    }

    private void print(String title, List<Candidate> candidates) {
        System.out.printf("%n%-48s   mean    Feb    Mar    Apr    May    Jun%n", title);
        candidates.stream()
                .map(this::score)
                .sorted((a, b) -> Double.compare(a.mean(), b.mean()))
                .forEach(score -> {
                    System.out.printf(Locale.ROOT, "%-48s %6.2f", score.name(), score.mean());
                    score.maes().forEach(mae -> System.out.printf(Locale.ROOT, " %6.2f", mae));
                    System.out.println();
                });
    }

    private Score score(Candidate candidate) {
        var maes = BikeHistory.months(FIRST_MEASURED, LAST_MEASURED)
                .map(month -> meanOverSeeds(candidate, month))
                .toList();
        return new Score(candidate.name(), maes);
    }

    private double meanOverSeeds(Candidate candidate, YearMonth month) {
        var before = history.between(BikeHistory.FIRST_MONTH, month.minusMonths(1));
        return IntStream.rangeClosed(1, SEEDS)
                .mapToDouble(
                        seed -> Evaluate.score(candidate.trainer().apply(seed).apply(before), history.of(month))
                                .get("mae")
                                .orElseThrow())
                .average()
                .orElseThrow();
    }

    private static List<Feature> with(List<Feature> features, Feature added) {
        var result = new ArrayList<>(features);
        result.add(added);
        return result;
    }

    private static List<Feature> without(List<Feature> features, Feature removed) {
        return features.stream().filter(feature -> feature != removed).toList();
    }
}
