package dev.rondo.example.bike;

/** This machine lacks something a native library needs; the message names the remedy. Trying again does not help. */
public final class NativeLibraryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NativeLibraryException(String message) {
        super(message);
    }

    NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
