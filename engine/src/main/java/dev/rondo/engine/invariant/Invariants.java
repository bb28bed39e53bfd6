package dev.rondo.engine.invariant;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.StepName;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.feed.Feed;
import dev.rondo.engine.feed.FeedEntry;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.RunAudit;
import dev.rondo.engine.store.RunAudit.RunFact;
import dev.rondo.engine.store.StoreException;
import dev.rondo.engine.store.Tx;
import dev.rondo.engine.trigger.TriggerRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the rows of a store against the promises of the engine. {@link #look} takes a bounded part: the newest changes,
 * the runs they are about, and the next few of all runs that have not been checked since they ended, so that everything comes
 * round in time; {@link #lookSoon} does so at a {@link Pace}; {@link #checkAll} takes everything. What is found is logged
 * once and kept, up to {@value #MOST_KEPT}, until the process ends.
 *
 * <p><b>Threads.</b> Safe for many threads. Reads through the connections for reading, never on the engine's thread.
 */
public final class Invariants implements AutoCloseable {
    static final int MOST_KEPT = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Invariants.class);
    private static final int CHANGES_PER_LOOK = 20_000;
    private static final int MOST_OPEN = 20_000;
    private static final Duration LONGEST_LOOK = Duration.ofMillis(250);
    private static final int RUNS_PER_LOOK = 50;
    private static final int ROWS_PER_LOOK = 500;
    private static final int PAGE = 500;

    /**
     * What a check came to.
     *
     * @param runs how many runs were checked
     * @param changes how many changes were followed
     */
    public record Report(long runs, long changes, List<Violation> violations) {
        public Report {
            violations = List.copyOf(violations);
        }
    }

    private final Database database;
    private final Feed feed;
    private final Deployments deployments;
    private final Set<Violation> kept = new LinkedHashSet<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "rondo-invariants");
        made.setDaemon(true);
        return made;
    });
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Pace pace;
    private final CheckMoves moves = new CheckMoves();
    /** Touched by one look at a time, as are the next. */
    private long followed = -1;

    /** Runs that changes were about, and that are still to be checked. */
    private final Set<RunId> open = new LinkedHashSet<>();

    private final LongSupplier nanos;
    private final Settled settled;
    private RunId swept = new RunId(0);
    private boolean restless = true;
    private volatile long runsChecked;
    private volatile long changesFollowed;

    /**
     * @param nanos elapsed time
     */
    public Invariants(Database database, Feed feed, Deployments deployments, LongSupplier nanos) {
        this.database = database;
        this.feed = feed;
        this.deployments = deployments;
        this.nanos = nanos;
        this.pace = new Pace(nanos);
        this.settled = new Settled(nanos);
    }

    /** Lets the own thread take a {@link #look}, unless it is at one or rests after one. Returns at once. */
    public void lookSoon() {
        if (pace.due() && looking.compareAndSet(false, true)) {
            thread.execute(() -> {
                pace.begin();
                try {
                    look();
                } catch (StoreException e) {
                    LOG.warn("Invariants could not be checked; the next look tries again: {}", e.getMessage());
                } finally {
                    pace.end();
                    looking.set(false);
                }
            });
        }
    }

    /** Checks the next part; nothing when all was checked since the last change. */
    public synchronized Report look() {
        List<Violation> found = new ArrayList<>(follow());
        keep(found);
        if (!open.isEmpty()) {
            restless = true;
        } else if (!restless) {
            return new Report(0, 0, List.of());
        }
        Set<RunId> checked = checkOpen(found);
        int runs = checked.size() + (open.isEmpty() ? sweep(checked, found) : 0);
        found.addAll(database.read(this::triggers));
        runsChecked += runs;
        changesFollowed = Math.max(changesFollowed, followed);
        keep(found);
        return new Report(runs, changesFollowed, found);
    }

    /** Checks every run and everything that the feed still holds; takes as long as it takes. */
    public Report checkAll() {
        CheckMoves all = new CheckMoves();
        List<Violation> found = new ArrayList<>();
        long changes = 0;
        List<FeedEntry> entries = feed.since(0, PAGE);
        while (!entries.isEmpty()) {
            entries.forEach(entry -> found.addAll(all.next(entry)));
            changes += entries.size();
            entries = feed.since(entries.get(entries.size() - 1).seq(), PAGE);
        }
        TrueHits hits = new TrueHits();
        long runs = 0;
        RunId last = new RunId(0);
        List<RunFact> page = page(last, PAGE);
        while (!page.isEmpty()) {
            for (RunFact run : page) {
                found.addAll(database.read(tx -> RunAudit.run(tx, run.id())
                        .map(now -> {
                            RunFacts facts = facts(tx, now);
                            hits.add(facts);
                            return CheckRun.of(facts);
                        })
                        .orElse(List.of())));
                runs++;
                last = run.id();
            }
            page = page(last, PAGE);
        }
        found.addAll(hits.untrue());
        found.addAll(database.read(this::triggers));
        keep(found);
        return new Report(runs, changes, found);
    }

    /** Checks one run; empty when there is none. */
    public Optional<Report> check(RunId run) {
        Optional<List<Violation>> found =
                database.read(tx -> RunAudit.run(tx, run).map(fact -> check(tx, fact)));
        found.ifPresent(this::keep);
        return found.map(violations -> new Report(1, 0, violations));
    }

    /** What was found since the process started. */
    public Report soFar() {
        synchronized (kept) {
            return new Report(runsChecked, changesFollowed, List.copyOf(kept));
        }
    }

    /** So many as there is time for, those first that have waited the longest. */
    private Set<RunId> checkOpen(List<Violation> found) {
        long end = nanos.getAsLong() + LONGEST_LOOK.toNanos();
        Set<RunId> checked = new LinkedHashSet<>();
        for (RunId run : open) {
            if (nanos.getAsLong() - end > 0) {
                break;
            }
            found.addAll(checkNow(run));
            checked.add(run);
        }
        open.removeAll(checked);
        return checked;
    }

    private List<Violation> follow() {
        List<Violation> found = new ArrayList<>();
        long oldest = feed.oldest();
        if (followed + 1 < oldest) {
            moves.startAnew();
            followed = oldest - 1;
        }
        for (int taken = 0; taken < CHANGES_PER_LOOK && open.size() < MOST_OPEN; ) {
            List<FeedEntry> entries = feed.since(followed, PAGE);
            if (entries.isEmpty()) {
                break;
            }
            for (FeedEntry entry : entries) {
                found.addAll(moves.next(entry));
                entry.change().run().ifPresent(open::add);
            }
            followed = entries.get(entries.size() - 1).seq();
            taken += entries.size();
        }
        return found;
    }

    private record Checked(boolean ended, List<Violation> found) {}

    private List<Violation> checkNow(RunId run) {
        Optional<Checked> checked = database.read(tx ->
                RunAudit.run(tx, run).map(fact -> new Checked(fact.state().terminal(), check(tx, fact))));
        checked.ifPresent(is -> settled.checked(run, is.ended()));
        return checked.map(Checked::found).orElse(List.of());
    }

    /** The next few of all runs; round and round while anything changes. */
    private int sweep(Set<RunId> touched, List<Violation> found) {
        List<RunFact> page = page(swept, ROWS_PER_LOOK);
        int checked = 0;
        for (RunFact run : page) {
            if (checked == RUNS_PER_LOOK) {
                return checked;
            }
            if (!touched.contains(run.id()) && !settled.contains(run.id())) {
                found.addAll(checkNow(run.id()));
                checked++;
            }
            swept = run.id();
        }
        if (page.size() < ROWS_PER_LOOK) {
            swept = new RunId(0);
            restless = false;
        }
        return checked;
    }

    private List<RunFact> page(RunId after, int limit) {
        return database.read(tx -> RunAudit.runsAfter(tx, after, limit));
    }

    private List<Violation> check(Tx tx, RunFact run) {
        return CheckRun.of(facts(tx, run));
    }

    private RunFacts facts(Tx tx, RunFact run) {
        Map<String, StepName> writers = new HashMap<>();
        deployments
                .pinned(run.pipeline(), run.codeDigest())
                .ifPresent(code -> code.pipeline()
                        .steps()
                        .forEach(step -> step.outputs()
                                .forEach(out -> writers.put(out.dataset().value(), step.name()))));
        return RunFacts.read(tx, run, writers);
    }

    private List<Violation> triggers(Tx tx) {
        List<Violation> found = new ArrayList<>();
        RunAudit.firedWithoutRun(tx).forEach(what -> found.add(Violation.of(Invariant.TRIGGERS_KEPT, what)));
        RunAudit.startedTwice(tx).forEach(what -> found.add(Violation.of(Invariant.STARTED_ONCE, what)));
        List<TriggerRule> rules = deployments.all().stream()
                .flatMap(code -> TriggerRule.of(code.pipeline()).stream())
                .toList();
        for (TriggerRule rule : rules) {
            Optional<DatasetName> dataset = rule.definition() instanceof TriggerDefinition.OnData onData
                    ? Optional.of(onData.dataset())
                    : Optional.empty();
            List<Long> lost =
                    RunAudit.passedOver(tx, rule.key().toString(), dataset, TriggerRule.slotPrefix(rule.key()));
            if (!lost.isEmpty()) {
                found.add(Violation.of(
                        Invariant.TRIGGERS_KEPT,
                        "trigger " + rule.key() + " has passed events " + lost + " without an answer"));
            }
        }
        return found;
    }

    private void keep(List<Violation> found) {
        synchronized (kept) {
            for (Violation violation : found) {
                if (kept.size() < MOST_KEPT && kept.add(violation)) {
                    LOG.error("A promise is broken, which is a defect of Rondo; please report it: {}", violation);
                }
            }
        }
    }

    /** Ends the look under way, for ten seconds at most. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("A check of invariants did not end; its thread is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
