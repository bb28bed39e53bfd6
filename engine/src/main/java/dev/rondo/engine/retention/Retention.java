package dev.rondo.engine.retention;

import dev.rondo.engine.loop.RunFolders;
import dev.rondo.engine.loop.Turn;
import dev.rondo.engine.loop.Turns;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.OldLogs;
import dev.rondo.engine.store.OldRuns;
import dev.rondo.engine.store.OldRuns.OldRun;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what is old and needed by nobody: runs with all their rows and logs, answered events, superseded
 * versions of data, past due times, backfills that are over. A pass goes through everything once, a few hundred rows per turn of the engine's thread, so that other
 * work goes on in between. What a crash interrupts is taken up by the next pass.
 *
 * <p><b>Threads.</b> {@link #pass} and {@link #forgotten} are safe for many threads, and never block.
 */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int RUNS_PER_TURN = 20;
    private static final int ROWS_PER_TURN = 300;
    /** Passes follow each other within hours; a longer time between two may be a clock that somebody has set wrong. */
    private static final Duration LEAP = Duration.ofDays(1);

    private final Turns turns;
    private final RunFolders folders;
    private final Executor files;
    private final RetentionSettings settings;
    private final Supplier<Set<String>> triggers;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicLong forgotten = new AtomicLong();
    /** Whose files are being removed, or could not be by this process; owned by the engine's thread. */
    private final Set<RunId> removing = new HashSet<>();

    private Optional<Instant> lastPass = Optional.empty();

    /**
     * Forgets nothing yet.
     *
     * @param files for removing files, which may take its time
     * @param triggers the names of those that are deployed; asked on the engine's thread
     */
    public Retention(
            Turns turns,
            RunFolders folders,
            Executor files,
            RetentionSettings settings,
            Supplier<Set<String>> triggers) {
        this.turns = turns;
        this.folders = folders;
        this.files = files;
        this.settings = settings;
        this.triggers = triggers;
    }

    /** Begins a pass, unless one is under way or everything is kept. Returns at once. */
    public void pass() {
        settings.keep().filter(keep -> underWay.compareAndSet(false, true)).ifPresent(keep -> next(keep, new RunId(0)));
    }

    /** How many runs were forgotten since the start. */
    public long forgotten() {
        return forgotten.get();
    }

    private void next(Duration keep, RunId after) {
        boolean first = after.value() == 0;
        var unused = turns.call(turn -> first && leapt(turn.now())
                        ? Optional.<RunId>empty()
                        : part(turn, turn.now().minus(keep), after))
                .whenComplete((place, failure) -> {
                    if (failure != null) {
                        LOG.warn("Old runs could not be forgotten; the next pass tries again", failure);
                        underWay.set(false);
                    } else {
                        place.ifPresentOrElse(go -> next(keep, go), () -> underWay.set(false));
                    }
                });
    }

    /** Whether the time is far ahead of the pass before; it is believed when the next pass finds it so again. */
    private boolean leapt(Instant now) {
        Optional<Instant> before = lastPass;
        lastPass = Optional.of(now);
        boolean leapt = before.filter(last -> now.isAfter(last.plus(LEAP))).isPresent();
        if (leapt) {
            LOG.warn(
                    "The time is {}, and was {} when old runs were looked for last; nothing is forgotten before the next"
                            + " look, in case the clock is wrong. Set it right by then",
                    now,
                    before.orElseThrow());
        }
        return leapt;
    }

    /** One turn's part of a pass; says after which run the next part begins, or that the pass is over. */
    private Optional<RunId> part(Turn turn, Instant time, RunId after) {
        if (clear(turn)) {
            return Optional.of(after);
        }
        List<OldRun> page = OldRuns.page(turn.tx(), after, time, settings.newest(), RUNS_PER_TURN);
        if (!page.isEmpty()) {
            List<RunId> old = page.stream()
                    .filter(run -> RetentionRule.keeps(run, time).isEmpty())
                    .map(OldRun::id)
                    .toList();
            if (!old.isEmpty()) {
                turn.forget(old);
                turn.afterCommit(() -> forgotten.addAndGet(old.size()));
            }
            return Optional.of(page.get(page.size() - 1).id());
        }
        int rows = OldLogs.forgetEvents(turn.tx(), triggers.get(), time, ROWS_PER_TURN)
                + OldLogs.forgetVersions(turn.tx(), time, ROWS_PER_TURN)
                + OldLogs.forgetSlots(turn.tx(), time, ROWS_PER_TURN)
                + OldLogs.forgetBackfills(turn.tx(), time, ROWS_PER_TURN);
        return rows > 0 ? Optional.of(after) : Optional.empty();
    }

    /** Deletes some of what is left of forgotten runs; false when nothing is left to do. */
    private boolean clear(Turn turn) {
        List<RunId> open = OldRuns.forgotten(turn.tx(), ROWS_PER_TURN).stream()
                .filter(run -> !removing.contains(run))
                .limit(RUNS_PER_TURN)
                .toList();
        int rows = 0;
        for (RunId run : open) {
            if (rows < ROWS_PER_TURN) {
                int cleared = OldRuns.clear(turn.tx(), run, ROWS_PER_TURN - rows);
                rows += cleared;
                if (cleared == 0) {
                    turn.afterCommit(() -> removeFiles(run));
                }
            }
        }
        return !open.isEmpty();
    }

    private void removeFiles(RunId run) {
        removing.add(run);
        files.execute(() -> {
            if (folders.remove(run)) {
                turns.post("forgetting run " + run, turn -> {
                    OldRuns.cleared(turn.tx(), run);
                    turn.afterCommit(() -> removing.remove(run));
                });
            }
        });
    }
}
