package dev.rondo.engine.store;

/** Makes words for people fit their column; what is compared or looked up is never clipped. */
final class Clip {
    private Clip() {}

    static String to(int most, String text) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
