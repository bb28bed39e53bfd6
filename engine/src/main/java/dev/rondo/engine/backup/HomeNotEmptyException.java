package dev.rondo.engine.backup;

/** A backup is to be restored over what is there already. Nothing was restored. */
public final class HomeNotEmptyException extends BackupException {
    private static final long serialVersionUID = 1L;

    HomeNotEmptyException(String message) {
        super(message);
    }
}
