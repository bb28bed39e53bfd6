package dev.rondo.engine.artifact;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of some bytes.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {
    private static final int SHORT = 12;
    private static final HexFormat HEX = HexFormat.of();
    /** Never fed: to copy it is quicker than to ask the platform's providers anew. */
    private static final MessageDigest EMPTY = fromPlatform();

    public Digest {
        if (!isHex(hex)) {
            throw new IllegalArgumentException(
                    "A digest is 64 lower-case hexadecimal digits (SHA-256); got \"" + hex + "\"");
        }
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return text.length() == 64;
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        return finish(sha256().digest(bytes));
    }

    /** The digest of this text in UTF-8. */
    public static Digest ofText(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digits of {@link #ofText}, for whoever asks often and keeps no digests. */
    public static String hexOfText(String text) {
        return HEX.formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The digest of a file's content; for files that are not in the store, such as those of a source. */
    public static Digest ofFile(Path file) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new FileInputStream(file.toFile())) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sha256.update(buffer, 0, count);
            }
        }
        return finish(sha256.digest());
    }

    /** The first digits, enough for people to tell artifacts apart. */
    public String shortHex() {
        return hex.substring(0, SHORT);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }

    static MessageDigest sha256() {
        try {
            return (MessageDigest) EMPTY.clone();
        } catch (CloneNotSupportedException e) { // a provider need not allow it
            return fromPlatform();
        }
    }

    private static MessageDigest fromPlatform() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256; this one has not", e);
        }
    }

    static Digest finish(byte[] sha256) {
        return new Digest(HEX.formatHex(sha256));
    }
}
