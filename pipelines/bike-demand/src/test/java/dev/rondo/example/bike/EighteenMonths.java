package dev.rondo.example.bike;

import dev.rondo.table.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What each way of keeping a model would have cost from July 2011 to December 2012, in mean absolute error per month.
 *
 * <p>Argument: {@code forest} or {@code lightgbm}.
 */
final class EighteenMonths {

    private static final YearMonth FIRST = YearMonth.of(2011, 7);
    private static final int WINDOW_MONTHS = 6;

    private final BikeHistory history;
    private final Trainer trainer;
    private final MessageDigest allModels;
    private Optional<DemandModel> champion = Optional.empty();
    private Duration slowest = Duration.ZERO;
    private int largestBytes;

    private EighteenMonths(BikeHistory history, Trainer trainer) throws Exception {
        this.history = history;
        this.trainer = trainer;
        this.allModels = MessageDigest.getInstance("SHA-256");
    }

    /** How a model is made and what it weighs as an artifact. */
    private record Trainer(Function<Table, DemandModel> train, Function<DemandModel, byte[]> bytes) {

        static Trainer named(String name) {
            return switch (name) {
                case "forest" ->
                    new Trainer(
                            new ForestTrainer(Feature.CHOSEN, ForestSettings.defaults())::train,
                            model -> ((ForestModel) model).toBytes());
                case "lightgbm" ->
                    new Trainer(
                            new LightGbmTrainer(Feature.CHOSEN, LightGbmSettings.defaults())::train,
                            model -> ((LightGbmModel) model).text().getBytes(StandardCharsets.UTF_8));
                default -> throw new IllegalArgumentException("forest or lightgbm; got " + name);
            };
        }
    }

    /**
     * @param served the champion that was in service while the month went by, chosen before it
     * @param decided the champion after the month was used to decide
     */
    private record Month(
            YearMonth month,
            double never,
            double allHistory,
            double sixMonths,
            double baseline,
            Optional<Double> served,
            double decided,
            boolean promoted) {}

    public static void main(String[] arguments) throws Exception {
        var history = BikeHistory.read();
        new EighteenMonths(history, Trainer.named(arguments[0])).walk();
    }

    private void walk() {
        long start = System.nanoTime();
        var never = train(history.between(BikeHistory.FIRST_MONTH, FIRST.minusMonths(1)));
        var months = new ArrayList<Month>();
        BikeHistory.months(FIRST, BikeHistory.LAST_MONTH).forEach(month -> months.add(judge(month, never)));
        var elapsed = Duration.ofNanos(System.nanoTime() - start);
        print(months);
        System.out.printf(
                "37 trainings and their evaluations: %d ms, slowest training %d ms, largest model %d bytes%n",
                elapsed.toMillis(), slowest.toMillis(), largestBytes);
        System.out.println("sha256 of all models: " + HexFormat.of().formatHex(allModels.digest()));
    }

    private Month judge(YearMonth month, DemandModel never) {
        var before = month.minusMonths(1);
        var challenger = train(history.between(month.minusMonths(WINDOW_MONTHS), before));
        double all = mae(train(history.between(BikeHistory.FIRST_MONTH, before)), month);
        double six = mae(challenger, month);
        double baseline = mae(LastMonthBaseline.of(history.of(before)), month);
        var served = champion.map(model -> mae(model, month));
        boolean promoted = six < baseline && six < served.orElse(Double.POSITIVE_INFINITY);
        if (promoted) {
            champion = Optional.of(challenger);
        }
        double decided = champion.map(model -> mae(model, month)).orElse(Double.NaN);
        return new Month(month, mae(never, month), all, six, baseline, served, decided, promoted);
    }

    private DemandModel train(Table hours) {
        long start = System.nanoTime();
        var model = trainer.train().apply(hours);
        var took = Duration.ofNanos(System.nanoTime() - start);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        var bytes = trainer.bytes().apply(model);
        largestBytes = Math.max(largestBytes, bytes.length);
        allModels.update(bytes);
        return model;
    }

    private double mae(DemandModel model, YearMonth month) {
        return Evaluate.score(model, history.of(month)).get("mae").orElseThrow();
    }

    private static void print(List<Month> months) {
        System.out.println("month     never    all   six months  baseline  served  decided  gate");
        for (var m : months) {
            System.out.printf(
                    Locale.ROOT,
                    "%s  %6.1f %6.1f       %6.1f    %6.1f  %6s   %6.1f  %s%n",
                    m.month(),
                    m.never(),
                    m.allHistory(),
                    m.sixMonths(),
                    m.baseline(),
                    m.served()
                            .map(mae -> String.format(Locale.ROOT, "%.1f", mae))
                            .orElse("-"),
                    m.decided(),
                    m.promoted() ? "promoted" : "rejected");
        }
        System.out.printf(
                Locale.ROOT,
                "mean     %6.1f %6.1f       %6.1f    %6.1f  %6.1f   %6.1f  %d promoted%n",
                mean(months, Month::never),
                mean(months, Month::allHistory),
                mean(months, Month::sixMonths),
                mean(months, Month::baseline),
                mean(
                        months.stream().filter(m -> m.served().isPresent()).toList(),
                        m -> m.served().orElseThrow()),
                mean(months, Month::decided),
                months.stream().filter(Month::promoted).count());
    }

    private static double mean(List<Month> months, ToDoubleFunction<Month> mae) {
        return months.stream().mapToDouble(mae).average().orElseThrow();
    }
}
