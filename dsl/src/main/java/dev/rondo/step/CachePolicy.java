package dev.rondo.step;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a step's outputs may be taken from an earlier attempt with the same key, and what belongs to the key beside what
 * Rondo finds out by itself.
 *
 * @param enabled whether look-up happens at all
 * @param expiresAfter age beyond which an earlier result no longer counts; empty for never
 * @param scope whose earlier results count
 * @param effects whether the step acts on the outside world, so that it is never left out and never tried out
 * @param variables names of environment variables that the step reads
 * @param jdk whether the result depends on the major version of the JDK
 * @param image the digest of the container image that the step works in
 * @param mayDiffer whether another result for the same inputs is as good, so that it is shared although it may differ
 */
public record CachePolicy(
        boolean enabled,
        Optional<Duration> expiresAfter,
        Scope scope,
        boolean effects,
        Set<String> variables,
        boolean jdk,
        Optional<String> image,
        boolean mayDiffer) {
    private static final Pattern IMAGE = Pattern.compile("(?:[^@\\s]+@)?(sha256:[0-9a-f]{64})");

    /** Whose earlier results count. */
    public enum Scope {
        /** Those of the same step of the same pipeline. */
        PIPELINE,
        /** Those of every step of every pipeline that is shared too, calls the same code and reads the same. */
        SHARED
    }

    public CachePolicy {
        variables = Set.copyOf(variables);
        expiresAfter.ifPresent(age -> {
            if (age.isNegative() || age.isZero()) {
                throw new IllegalArgumentException("expiresAfter is longer than zero; got " + age);
            }
        });
        variables.forEach(name -> {
            if (name.isBlank() || name.contains("=")) {
                throw new IllegalArgumentException(
                        "An environment variable has a name without \"=\", such as TZ; got \"" + name + "\"");
            }
        });
        image = image.map(CachePolicy::imageDigest);
        if (effects && enabled) {
            throw new IllegalArgumentException("A step with effects is never cached");
        }
    }

    /** Results with the same key are used again, without limit of time. The default. */
    public static CachePolicy byContent() {
        return new CachePolicy(true, Optional.empty(), Scope.PIPELINE, false, Set.of(), false, Optional.empty(), false);
    }

    /** The step runs every time. */
    public static CachePolicy never() {
        return new CachePolicy(
                false, Optional.empty(), Scope.PIPELINE, false, Set.of(), false, Optional.empty(), false);
    }

    /** The step runs every time, because it acts on the outside world. */
    public static CachePolicy withEffects() {
        return new CachePolicy(false, Optional.empty(), Scope.PIPELINE, true, Set.of(), false, Optional.empty(), false);
    }

    public static CachePolicy expiresAfter(Duration age) {
        return new CachePolicy(true, Optional.of(age), Scope.PIPELINE, false, Set.of(), false, Optional.empty(), false);
    }

    /** The same, and results of other steps and pipelines that call the same code with the same inputs count too. */
    public CachePolicy shared() {
        return new CachePolicy(enabled, expiresAfter, Scope.SHARED, effects, variables, jdk, image, mayDiffer);
    }

    /** The same, and the values of these environment variables belong to the key; the values are not stored. */
    public CachePolicy environment(String... names) {
        Set<String> all = new TreeSet<>(variables);
        all.addAll(Arrays.asList(names));
        return new CachePolicy(enabled, expiresAfter, scope, effects, all, jdk, image, mayDiffer);
    }

    /** The same, and the major version of the JDK belongs to the key. */
    public CachePolicy sameJdk() {
        return new CachePolicy(enabled, expiresAfter, scope, effects, variables, true, image, mayDiffer);
    }

    /** The same, and the image with this digest, {@code sha256:…}, belongs to the key; its name does not. */
    public CachePolicy image(String digest) {
        return new CachePolicy(enabled, expiresAfter, scope, effects, variables, jdk, Optional.of(digest), mayDiffer);
    }

    /** The same, and another result for the same inputs is as good: no probe looks for it. */
    public CachePolicy acceptingOthers() {
        return new CachePolicy(enabled, expiresAfter, scope, effects, variables, jdk, image, true);
    }

    /** Whether {@link #image} would accept it. */
    public static boolean isImageDigest(String text) {
        return IMAGE.matcher(text).matches();
    }

    private static String imageDigest(String text) {
        Matcher matcher = IMAGE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "An image is told by its digest, sha256: and 64 hexadecimal digits; got \"" + text + "\"");
        }
        return matcher.group(1);
    }

    /** In a word or two, for people. */
    public String words() {
        String kind = effects
                ? "never, because it has effects"
                : !enabled
                        ? "never"
                        : expiresAfter.map(age -> "expires after " + age).orElse("by content");
        return kind + (enabled && scope == Scope.SHARED ? ", shared across pipelines" : "");
    }
}
