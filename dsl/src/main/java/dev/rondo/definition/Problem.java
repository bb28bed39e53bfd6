package dev.rondo.definition;

/**
 * One mistake in a definition, or one thing worth a second look.
 *
 * @param code stable, in lower case with dashes, such as {@code cycle} or {@code unknown-dataset}
 * @param place where: {@code pipeline}, {@code pipeline/step} or {@code pipeline/settings.name}
 * @param reason what is wrong, in one sentence
 * @param remedy what to do about it, in one sentence
 */
public record Problem(String code, Severity severity, String place, String reason, String remedy) {

    /** How much a problem matters. */
    public enum Severity {
        /** The pipeline cannot be used. */
        ERROR,
        /** The pipeline can be used, but something in it is probably not meant. */
        WARNING
    }

    public static Problem error(String code, String place, String reason, String remedy) {
        return new Problem(code, Severity.ERROR, place, reason, remedy);
    }

    public static Problem warning(String code, String place, String reason, String remedy) {
        return new Problem(code, Severity.WARNING, place, reason, remedy);
    }

    @Override
    public String toString() {
        return severity + " " + place + " [" + code + "]: " + reason + " " + remedy;
    }
}
