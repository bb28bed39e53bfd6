package dev.rondo.ui.rest;

import dev.rondo.settings.Nearest;
import java.util.List;

/** What somebody may have meant who named what is not there. */
final class Suggestion {
    private static final int MOST = 20;

    private Suggestion() {}

    /**
     * The nearest name, if one is near, and those that there are.
     *
     * @param are how the list begins, such as "Its steps are"
     */
    static String among(String are, String name, List<String> known) {
        String nearest = Nearest.to(name, known)
                .map(meant -> "Did you mean \"" + meant + "\"? ")
                .orElse("");
        int more = known.size() - MOST;
        return nearest + are + " " + String.join(", ", known.subList(0, Math.min(known.size(), MOST)))
                + (more > 0 ? " and " + more + " more" : "") + ".";
    }
}
