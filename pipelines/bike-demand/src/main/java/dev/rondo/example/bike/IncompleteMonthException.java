package dev.rondo.example.bike;

/** Too little of a month is there to judge a model on it. */
public final class IncompleteMonthException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IncompleteMonthException(CheckReport report, int expected) {
        super(report.month() + " has only " + report.hours() + " of its " + expected
                + " hours, and a model is not judged on less than half a month. Deliver the complete file; it starts a"
                + " new run.");
    }
}
