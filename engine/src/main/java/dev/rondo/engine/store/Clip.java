package dev.rondo.engine.store;

/** Makes words for people fit their column; what is compared or looked up is never clipped. */
public final class Clip {
    private Clip() {}

    /** The text, or its beginning and an ellipsis, at most so many characters in all. */
    public static String to(int most, String text) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
