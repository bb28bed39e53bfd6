package dev.rondo.ui.rest;

import java.util.Locale;

/** Everything that a request can be answered with when it is not done. The names, in lower case with dashes, are stable. */
enum ProblemCode {
    MALFORMED_JSON(400, "Malformed JSON"),
    BAD_PARAMETER(400, "Bad parameter"),
    FOREIGN_ORIGIN(403, "Foreign origin"),
    FOREIGN_HOST(403, "Foreign host"),
    UNKNOWN_ROUTE(404, "Unknown route"),
    UNKNOWN_PIPELINE(404, "Unknown pipeline"),
    UNKNOWN_RUN(404, "Unknown run"),
    UNKNOWN_STEP(404, "Unknown step"),
    UNKNOWN_ITEM(404, "Unknown item"),
    UNKNOWN_ATTEMPT(404, "Unknown attempt"),
    UNKNOWN_BACKFILL(404, "Unknown backfill"),
    UNKNOWN_MODEL(404, "Unknown model"),
    UNKNOWN_MODEL_VERSION(404, "Unknown model version"),
    UNKNOWN_TRIGGER(404, "Unknown trigger"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NO_EXPORT(409, "No export of this run"),
    NO_BACKUP(409, "No backup here"),
    NOT_AWAITING_APPROVAL(409, "Not awaiting approval"),
    RUN_ALREADY_ENDED(409, "Run already ended"),
    CANNOT_REPEAT(409, "Cannot repeat"),
    CANNOT_ADOPT(409, "Cannot adopt"),
    NOTHING_TO_ACCEPT(409, "Nothing to accept"),
    IDEMPOTENCY_KEY_REUSED(409, "Idempotency key reused"),
    BODY_TOO_LARGE(413, "Body too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    UNKNOWN_PARTITION(422, "Unknown partition"),
    BAD_SETTINGS(422, "Bad settings"),
    CODE_NOT_USABLE(422, "Code not usable"),
    BAD_RANGE(422, "Bad range"),
    PARTITIONS_NEEDED(422, "Partitions needed"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    INTERNAL(500, "Internal error"),
    NOT_READY(503, "Not ready");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
