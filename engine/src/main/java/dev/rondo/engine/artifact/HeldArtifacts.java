package dev.rondo.engine.artifact;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a store holds, and how it lets go of it. Every use of an artifact through its {@link ArtifactStore} renews it:
 * putting its content again, finding that it exists, reading it. That is what makes it safe to remove what nobody needs
 * while others work: who has just used an artifact, and has not yet recorded that it needs it, keeps it.
 *
 * <p><b>Threads.</b> Safe for many threads, and beside those that use the store.
 */
public interface HeldArtifacts {
    /** A use is noted only when the last one noted is this long ago, so that using costs nothing most of the time. */
    Duration NOTED_AFTER = Duration.ofMinutes(10);

    /**
     * A body of bytes in the store; of a folder its manifest, for its files are held each by itself.
     *
     * @param storedBytes what removing it frees
     * @param usedAt when it was used last; up to {@link #NOTED_AFTER} too early
     */
    record Held(Digest digest, Artifact.Kind kind, long storedBytes, Instant usedAt) {}

    /**
     * Bytes that did not match their digest, moved aside for people to look at.
     *
     * @param name what they were kept under
     * @param foundAt when the damage was found
     */
    record Quarantined(String name, long sizeBytes, Instant foundAt) {}

    /** What is held is in so many parts, of about the same size. */
    int PARTS = 256;

    /** Hands on everything that is held, in no order; what is put or removed meanwhile may be handed on or not. */
    default void each(Consumer<Held> visitor) {
        for (int part = 0; part < PARTS; part++) {
            each(part, visitor);
        }
    }

    /** Hands on one part of what is held; parts are numbered from 0. */
    void each(int part, Consumer<Held> visitor);

    /** The digests of a folder's files; none when there is no such folder. */
    Set<Digest> filesOf(Digest folder);

    /**
     * Removes what was not used since {@code time}; false, and all stays, when it was, or is no longer there.
     *
     * @param time more than {@link #NOTED_AFTER} ago
     */
    boolean removeUnlessUsedSince(Held held, Instant time);

    /** What was found damaged, newest first. */
    List<Quarantined> quarantined();

    /** Deletes what was found damaged before {@code time}; says what. */
    List<Quarantined> clearQuarantine(Instant time);

    /**
     * Reads all of an artifact and moves it to quarantine when it does not match its digest.
     *
     * @return whether it is sound; also when it is no longer there
     */
    boolean check(Held held);
}
