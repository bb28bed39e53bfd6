package dev.rondo.engine.artifact;

import dev.rondo.engine.artifact.HeldArtifacts.Held;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Reads artifacts for no other purpose than to find damage before somebody needs them: one part of the store at a time,
 * in turn, and of a part that is large a sample.
 *
 * <p><b>Threads.</b> For one at a time; blocks on the disk.
 */
public final class DamagePatrol {
    /** 256 MiB: a second or less of a disk's and a processor's time. */
    private static final long MOST_BYTES = 256L << 20;

    private final HeldArtifacts artifacts;
    private final Random random;
    private int part;

    /** @param random where to begin, and what to take of a large part */
    public DamagePatrol(HeldArtifacts artifacts, Random random) {
        this.artifacts = artifacts;
        this.random = random;
        this.part = random.nextInt(HeldArtifacts.PARTS);
    }

    /** Reads the next part; says what was damaged, which is in quarantine now. */
    public List<Digest> look() {
        List<Held> held = new ArrayList<>();
        artifacts.each(part, held::add);
        part = (part + 1) % HeldArtifacts.PARTS;
        Collections.shuffle(held, random);
        List<Digest> damaged = new ArrayList<>();
        long bytes = 0;
        for (Held one : held) {
            if (bytes >= MOST_BYTES) {
                break;
            }
            bytes += one.storedBytes();
            if (!artifacts.check(one)) {
                damaged.add(one.digest());
            }
        }
        return damaged;
    }
}
