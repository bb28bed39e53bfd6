package dev.rondo.engine.backup;

/** A backup could not be written or restored; says why and what to do. */
public sealed class BackupException extends RuntimeException permits HomeNotEmptyException {
    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }

    BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}
