package dev.rondo.ui.draw;

/**
 * Estimates how wide a text will be in a sans-serif font. The server has no fonts to ask, and asking would make the
 * picture depend on the machine; the estimate is generous, so that text stays inside its box.
 */
final class TextWidth {
    /** Longest label that is shown whole. */
    static final int LONGEST = 34;

    private TextWidth() {}

    /** Width in pixels at this font size. */
    static double of(String text, double fontSize) {
        double ems = text.codePoints().mapToDouble(TextWidth::ems).sum();
        return Math.ceil(ems * fontSize);
    }

    static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= LONGEST) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }

    private static double ems(int codePoint) {
        if (codePoint > 0x2e80) {
            return 1.05; // East Asian scripts and symbols fill the whole square
        }
        if ("ijlI.,:;'|!()[] ".indexOf(codePoint) >= 0) {
            return 0.36;
        }
        if ("ftr-/\\\"*".indexOf(codePoint) >= 0) {
            return 0.43;
        }
        if ("mwMW@%…".indexOf(codePoint) >= 0) {
            return 0.98;
        }
        if (Character.isUpperCase(codePoint)) {
            return 0.74;
        }
        return 0.66;
    }
}
