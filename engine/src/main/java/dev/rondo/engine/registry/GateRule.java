package dev.rondo.engine.registry;

import static dev.rondo.engine.registry.GateVerdict.Outcome.PROMOTED;
import static dev.rondo.engine.registry.GateVerdict.Outcome.REJECTED;
import static dev.rondo.engine.registry.GateVerdict.Outcome.UNCHANGED;

import dev.rondo.definition.GateDefinition;
import dev.rondo.engine.registry.GateVerdict.Outcome;
import dev.rondo.partition.Partitioning;
import dev.rondo.step.Metrics;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a challenger becomes champion. In this order:
 *
 * <ol>
 *   <li>the same bytes as the champion: nothing to decide;
 *   <li>made for an older partition than the champion: no, however good;
 *   <li>a metric is missing: no;
 *   <li>not better than the baseline: no;
 *   <li>not better than the champion by what the gate asks for: no. A tie keeps the champion.
 * </ol>
 *
 * <p>A function of its arguments. Numbers are compared as the decimals they are written as, so that 0.3 is better than
 * 0.2 by 0.1 and not by a little less.
 */
public final class GateRule {
    private GateRule() {}

    /**
     * Decides.
     *
     * @param baseline the metrics of the simple method
     * @param order the partitions of the challenger's pipeline; a champion of a partition that it does not know counts as
     *     neither older nor newer
     */
    public static GateVerdict decide(
            GateDefinition gate,
            Challenger challenger,
            Optional<Defender> defender,
            Metrics baseline,
            Partitioning order) {
        Numbers numbers = new Numbers(
                challenger.metrics().get(gate.metric()),
                defender.flatMap(d -> d.metrics().get(gate.metric())),
                baseline.get(gate.metric()));
        return defender.flatMap(d -> early(challenger, d.champion(), order, numbers))
                .or(() -> missing(gate, challenger, defender, baseline, numbers))
                .orElseGet(() -> compare(gate, defender, numbers));
    }

    /** The verdict where it is the same whatever the numbers are; empty where they count. */
    public static Optional<GateVerdict> withoutNumbers(
            Challenger challenger, Optional<ChampionVersion> champion, Partitioning order) {
        Numbers none = new Numbers(Optional.empty(), Optional.empty(), Optional.empty());
        return champion.flatMap(version -> early(challenger, version, order, none));
    }

    private static Optional<GateVerdict> early(
            Challenger challenger, ChampionVersion champion, Partitioning order, Numbers numbers) {
        if (champion.digest().equals(challenger.digest())) {
            return Optional.of(
                    numbers.verdict(UNCHANGED, "the same model as champion v" + champion.version() + ": no change"));
        }
        boolean older = order.contains(champion.partition())
                && order.contains(challenger.partition())
                && order.compare(challenger.partition(), champion.partition()) < 0;
        return older
                ? Optional.of(numbers.verdict(
                        REJECTED,
                        "made for partition " + challenger.partition() + ", which is older than " + champion.partition()
                                + " of champion v" + champion.version() + ": not promoted"))
                : Optional.empty();
    }

    private static Optional<GateVerdict> missing(
            GateDefinition gate,
            Challenger challenger,
            Optional<Defender> defender,
            Metrics baseline,
            Numbers numbers) {
        List<String> lacking = Stream.of(
                        lacking("the challenger's", gate, Optional.of(challenger.metrics())),
                        lacking("the baseline's", gate, Optional.of(baseline)),
                        lacking("the champion's", gate, defender.map(Defender::metrics)))
                .flatMap(Optional::stream)
                .toList();
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of(numbers.verdict(
                        REJECTED,
                        String.join("; ", lacking) + ": not promoted, since it cannot be measured. Have the step that"
                                + " scores it return \"" + gate.metric() + "\", or name another metric in the gate"));
    }

    private static Optional<String> lacking(String whose, GateDefinition gate, Optional<Metrics> metrics) {
        return metrics.filter(m -> m.get(gate.metric()).isEmpty())
                .map(m -> whose + " metrics hold no " + gate.metric()
                        + (m.values().isEmpty()
                                ? " (there are none)"
                                : " (but " + String.join(", ", m.values().keySet()) + ")"));
    }

    private static GateVerdict compare(GateDefinition gate, Optional<Defender> defender, Numbers numbers) {
        BigDecimal overBaseline = gain(
                gate, numbers.challenger().orElseThrow(), numbers.baseline().orElseThrow());
        String compared = compared(gate, defender, numbers);
        if (overBaseline.signum() <= 0) {
            return numbers.verdict(REJECTED, compared + ": not promoted, since it does not beat the baseline");
        }
        if (numbers.champion().isPresent()) {
            BigDecimal overChampion =
                    gain(gate, numbers.challenger().get(), numbers.champion().get());
            if (overChampion.signum() <= 0) {
                return numbers.verdict(REJECTED, compared + ": not promoted, since it does not beat the champion");
            }
            if (overChampion.compareTo(BigDecimal.valueOf(gate.minImprovement())) < 0) {
                return numbers.verdict(
                        REJECTED,
                        compared + ": not promoted, since it beats the champion by "
                                + Shown.one(overChampion.doubleValue()) + ", less than the "
                                + Shown.one(gate.minImprovement()) + " asked for");
            }
        }
        return numbers.verdict(PROMOTED, compared + ": promoted");
    }

    private static String compared(GateDefinition gate, Optional<Defender> defender, Numbers numbers) {
        List<Double> known = Stream.of(numbers.challenger(), numbers.champion(), numbers.baseline())
                .flatMap(Optional::stream)
                .toList();
        int digits = Shown.digitsFor(known);
        String challenger = gate.metric() + " " + Shown.in(numbers.challenger().orElseThrow(), digits);
        String baseline = "baseline " + Shown.in(numbers.baseline().orElseThrow(), digits);
        if (defender.isEmpty()) {
            return challenger + " against " + baseline + ", with no champion yet";
        }
        String champion = "champion v" + defender.get().champion().version() + " "
                + Shown.in(numbers.champion().orElseThrow(), digits);
        return challenger + " against " + champion + " and " + baseline;
    }

    /** How much better {@code ours} is; negative when it is worse. */
    private static BigDecimal gain(GateDefinition gate, double ours, double theirs) {
        BigDecimal difference = BigDecimal.valueOf(theirs).subtract(BigDecimal.valueOf(ours));
        return gate.lowerIsBetter() ? difference : difference.negate();
    }

    private record Numbers(Optional<Double> challenger, Optional<Double> champion, Optional<Double> baseline) {
        GateVerdict verdict(Outcome outcome, String reason) {
            return new GateVerdict(outcome, reason, challenger, champion, baseline);
        }
    }
}
