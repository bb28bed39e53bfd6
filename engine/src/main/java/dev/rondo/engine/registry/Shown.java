package dev.rondo.engine.registry;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Numbers for people: short, but never so short that two different ones look the same. */
final class Shown {
    private static final int SHORT = 4;
    private static final int EXACT = 17;

    private Shown() {}

    /** The least number of digits, four at least, that tells these numbers apart. */
    static int digitsFor(List<Double> numbers) {
        long different = numbers.stream().distinct().count();
        int digits = SHORT;
        while (digits < EXACT && distinct(numbers, digits) < different) {
            digits++;
        }
        return digits;
    }

    /** With so many digits, or with all those before the point. */
    static String in(double number, int digits) {
        BigDecimal exact = BigDecimal.valueOf(number);
        int atLeast = Math.max(digits, exact.precision() - exact.scale());
        BigDecimal rounded =
                exact.round(new MathContext(atLeast, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        return rounded.setScale(Math.max(1, rounded.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    static String one(double number) {
        return in(number, SHORT);
    }

    private static long distinct(List<Double> numbers, int digits) {
        return numbers.stream().map(n -> in(n, digits)).distinct().count();
    }
}
