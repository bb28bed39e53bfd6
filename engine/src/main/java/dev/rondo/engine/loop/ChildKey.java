package dev.rondo.engine.loop;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The start key of a run that a step of another run has started: it links the two, and makes the start happen once. */
public record ChildKey(RunId parent, StepName step) {
    private static final Pattern FORM = Pattern.compile("child-of/(\\d+)/(.+)");

    public static ChildKey of(RunId parent, StepName step) {
        return new ChildKey(parent, step);
    }

    /** The parent, if a run was started by one. */
    public static Optional<ChildKey> parse(String startKey) {
        Matcher form = FORM.matcher(startKey);
        return form.matches()
                ? Optional.of(new ChildKey(RunId.parse(form.group(1)), StepName.of(form.group(2))))
                : Optional.empty();
    }

    public String text() {
        return "child-of/" + parent + "/" + step;
    }
}
