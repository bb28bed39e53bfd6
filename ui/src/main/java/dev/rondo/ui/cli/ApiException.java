package dev.rondo.ui.cli;

/** The server answered with a problem; the message is its detail and its remedy. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SERVER_ERROR = 500;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;

    private final int status;

    ApiException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Whether what was asked for cannot be, rather than having failed. */
    boolean badRequest() {
        return status < SERVER_ERROR && status != CONFLICT && status != TOO_MANY_REQUESTS;
    }
}
