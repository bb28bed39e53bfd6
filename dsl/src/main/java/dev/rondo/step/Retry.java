package dev.rondo.step;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows a failed attempt. Only failures whose exception is of a named class, or a subclass of one, are tried
 * again; without names every exception is, but an {@link Error} never.
 *
 * @param maxAttempts counts the first try, so it is at least 1
 * @param firstDelay from the end of the first attempt to the start of the second
 * @param multiplier factor from one delay to the next, at least 1
 * @param maxDelay no delay is longer
 * @param jitter share of the delay, 0 to 1, by which it varies up and down
 * @param only class names of the exceptions that are worth another try, as in {@link Class#getName()}; empty for all
 * @param never class names of the exceptions that are never tried again; they win over {@code only}
 */
public record Retry(
        int maxAttempts,
        Duration firstDelay,
        double multiplier,
        Duration maxDelay,
        double jitter,
        List<String> only,
        List<String> never) {

    private static final Duration DEFAULT_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);

    public Retry {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException(
                    "maxAttempts counts the first try, so it is at least 1; got " + maxAttempts);
        }
        if (firstDelay.isNegative()) {
            throw new IllegalArgumentException("firstDelay is not negative; got " + firstDelay);
        }
        if (!(multiplier >= 1)) {
            throw new IllegalArgumentException("multiplier is at least 1; got " + multiplier);
        }
        if (maxDelay.isNegative()) {
            throw new IllegalArgumentException("maxDelay is not negative; got " + maxDelay);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is a share from 0 to 1; got " + jitter);
        }
        only = List.copyOf(only);
        never = List.copyOf(never);
    }

    /** One attempt, no second one. */
    public static Retry none() {
        return new Retry(1, DEFAULT_DELAY, 2, LONGEST_DELAY, 0, List.of(), List.of());
    }

    /** Up to {@code retries} further attempts after the first, doubling from one second to ten minutes. */
    public static Retry times(int retries) {
        return new Retry(retries + 1, DEFAULT_DELAY, 2, LONGEST_DELAY, 0, List.of(), List.of());
    }

    /** The first delay; each further one is twice as long, up to ten minutes. */
    public Retry backoff(Duration delay) {
        return new Retry(maxAttempts, delay, multiplier, maxDelay, jitter, only, never);
    }

    public Retry backoff(Duration delay, double factor, Duration longest) {
        return new Retry(maxAttempts, delay, factor, longest, jitter, only, never);
    }

    public Retry jitter(double share) {
        return new Retry(maxAttempts, firstDelay, multiplier, maxDelay, share, only, never);
    }

    /** Only these exceptions, and their subclasses, are tried again. */
    @SafeVarargs
    public final Retry onlyOn(Class<? extends Exception>... exceptions) {
        List<String> names = new ArrayList<>();
        for (Class<?> exception : exceptions) {
            names.add(exception.getName());
        }
        return new Retry(maxAttempts, firstDelay, multiplier, maxDelay, jitter, names, never);
    }

    /** These exceptions, and their subclasses, are never tried again, whatever else is said. */
    @SafeVarargs
    public final Retry neverOn(Class<? extends Throwable>... exceptions) {
        List<String> names = new ArrayList<>();
        for (Class<?> exception : exceptions) {
            names.add(exception.getName());
        }
        return new Retry(maxAttempts, firstDelay, multiplier, maxDelay, jitter, only, names);
    }

    /**
     * Whether a failure is worth another try, given the class names of the exception and of all its superclasses. How
     * many attempts remain is not looked at.
     */
    public boolean covers(List<String> exceptionClasses) {
        if (exceptionClasses.stream().anyMatch(never::contains)) {
            return false;
        }
        if (only.isEmpty()) {
            return exceptionClasses.contains(Exception.class.getName());
        }
        return exceptionClasses.stream().anyMatch(only::contains);
    }

    /**
     * The time from the end of attempt number {@code attempt} (from 1) to the start of the next, jitter included never
     * longer than {@link #maxDelay}.
     *
     * @param random from 0 (inclusive) to 1 (exclusive), for the jitter
     */
    public Duration delayAfter(int attempt, double random) {
        double longest = millis(maxDelay);
        double millis = Math.min(millis(firstDelay) * Math.pow(multiplier, attempt - 1.0), longest);
        double varied = Math.min(millis * (1 + jitter * (2 * random - 1)), longest);
        return Duration.ofMillis(Math.round(varied));
    }

    /** As many as there are, however long it is. */
    private static double millis(Duration delay) {
        return 1_000.0 * delay.toSeconds() + delay.toMillisPart();
    }
}
