package dev.rondo.ui.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Runs and steps, as REST tells them, in words. */
final class RunText {
    private static final double MILLIS = 1000.0;
    private static final int DIGITS = 5;

    private RunText() {}

    /** Such as {@code bike-demand 2012-03}. */
    static String subject(JsonNode run) {
        return (text(run, "pipeline") + " " + text(run, "partition")).strip();
    }

    /** Empty for what is absent. */
    static String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.get(field).asText() : "";
    }

    /** Such as {@code 1 run} and {@code 3 runs}. */
    static String count(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }

    static String duration(JsonNode node) {
        return seconds(text(node, "duration"));
    }

    /** A duration of ISO-8601 in seconds; empty for none. */
    static String seconds(String iso) {
        try {
            Duration duration = iso.isEmpty() ? Duration.ZERO : Duration.parse(iso);
            return iso.isEmpty() ? "" : "%.1f s".formatted(duration.toMillis() / MILLIS);
        } catch (DateTimeParseException e) {
            return iso;
        }
    }

    /** A moment, to the second. */
    static String second(JsonNode node, String name) {
        return Instant.parse(text(node, name)).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Such as {@code 6 of 7, 1 skipped, 3 cached}. */
    static String steps(JsonNode run) {
        JsonNode steps = run.path("steps");
        StringBuilder text = new StringBuilder();
        text.append(steps.path("succeeded").asInt())
                .append(" of ")
                .append(steps.path("total").asInt());
        for (String part : List.of("failed", "skipped", "cancelled", "cached")) {
            int count = steps.path(part).asInt();
            text.append(count == 0 ? "" : ", " + count + " " + part);
        }
        return text.toString();
    }

    /** What a step has come to: its state, whence its result, and why. */
    static String step(JsonNode step) {
        StringBuilder text = new StringBuilder(text(step, "state"));
        if (text(step, "cache").equals("HIT")) {
            text.append(", from the cache");
        }
        String why = text(step, "why");
        if (!why.isEmpty()) {
            text.append(": ").append(why);
        }
        step.path("metrics")
                .properties()
                .forEach(metric -> text.append("  ")
                        .append(metric.getKey())
                        .append('=')
                        .append(number(metric.getValue().asDouble())));
        return text.toString();
    }

    /** How a person answers a step that waits for approval, and until when; empty for other steps. */
    static String howToAnswer(String run, JsonNode step) {
        if (!text(step, "state").equals("AWAITING_APPROVAL")) {
            return "";
        }
        JsonNode approval = step.path("approval");
        return "rondo approve " + run + " " + text(step, "step") + " --role " + text(approval, "role")
                + (approval.hasNonNull("until") ? "  (until " + second(approval, "until") + ")" : "");
    }

    /** With as many digits as people compare, and all those of a count. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        int digits = Math.max(DIGITS, exact.precision() - exact.scale());
        return exact.round(new MathContext(digits)).stripTrailingZeros().toPlainString();
    }

    static boolean ended(JsonNode run) {
        return switch (text(run, "state")) {
            case "SUCCEEDED", "FAILED", "CANCELLED", "SKIPPED" -> true;
            default -> false;
        };
    }

    static int exitCode(JsonNode ended) {
        return switch (text(ended, "state")) {
            case "SUCCEEDED", "SKIPPED" -> ExitCode.DONE;
            case "CANCELLED" -> ExitCode.CANCELLED;
            default -> ExitCode.FAILED;
        };
    }
}
