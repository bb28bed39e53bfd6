package dev.rondo.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Doubles as the shortest decimal text that reads back as the same number. {@link Double#toString(double)} changed with
 * JDK 19 and could print a digit too many before; artifacts are found by the digest of their bytes, so the text must not
 * depend on the JDK.
 */
final class DecimalText {
    private static final double LARGEST_EXACT = 0x1p53;
    private static final int MOST_DECIMALS_TRIED = 7;
    /** Any decimal of so many digits is told apart by a double (outside the subnormal range). */
    private static final int SAFE_DIGITS = 15;

    private static final int MOST_DIGITS = 17;
    private static final int LEAST_PLAIN_EXPONENT = -7;
    private static final int GREATEST_PLAIN_EXPONENT = 20;

    private DecimalText() {}

    static String of(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        long power = 1;
        for (int decimals = 0; decimals <= MOST_DECIMALS_TRIED; decimals++) {
            double scaled = Math.rint(value * power);
            // Both operands are exact, so the division rounds once, just as reading the text does.
            if (Math.abs(scaled) < LARGEST_EXACT && scaled / power == value) {
                return BigDecimal.valueOf((long) scaled, decimals).toPlainString();
            }
            power *= 10;
        }
        return written(shortest(value));
    }

    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        int first = Math.abs(value) < Double.MIN_NORMAL ? 1 : SAFE_DIGITS;
        for (int digits = first; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    private static String written(BigDecimal number) {
        int exponent = number.precision() - number.scale() - 1;
        if (exponent >= LEAST_PLAIN_EXPONENT && exponent <= GREATEST_PLAIN_EXPONENT) {
            return number.toPlainString();
        }
        String digits = number.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (number.signum() < 0 ? "-" : "") + mantissa + "e" + exponent;
    }
}
