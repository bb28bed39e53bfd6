package dev.rondo.engine.loop;

import dev.rondo.engine.attempt.AttemptListener;
import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.run.AttemptToken;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.StoreException;
import dev.rondo.engine.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's thread: takes what has come in since the last turn, lets all of it happen in one transaction, and acts
 * when that is durable. Many messages share a commit; under load the turns grow, not the queue.
 *
 * <p><b>Threads.</b> {@link #call} and {@link #wakeAt} may be used from any thread. {@link #start} starts the thread;
 * without it, as in tests with a virtual clock, {@link #runDue} takes turns on the caller's thread.
 */
public final class EngineLoop implements Turns, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);
    private static final int MOST_MESSAGES_PER_TURN = 1000;
    private static final Duration LONGEST_NAP = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);
    /** After so many undone turns with a store that can be read in between, the messages are to blame. */
    private static final int MOST_TRIES = 5;

    /** Something to do in a turn; {@code failed} hears why it was not done, {@code startKey} is of a run to be started. */
    private record Message(
            Consumer<TurnWork> work, Consumer<Throwable> failed, boolean mustHappen, Optional<String> startKey) {
        Message(Consumer<TurnWork> work, Consumer<Throwable> failed, boolean mustHappen) {
            this(work, failed, mustHappen, Optional.empty());
        }
    }

    private final Database database;
    private final InstantSource clock;
    final EngineState state;
    private final Consumer<Duration> rest;
    private final RunRecovery recovery;
    private final List<TurnListener> listeners = new ArrayList<>();
    private final LinkedBlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
    private final LoopMeter meter = new LoopMeter(System::nanoTime);
    private final Thread thread;
    private volatile boolean closing;
    /** Why no turn is taken any more. */
    private volatile Optional<RuntimeException> over = Optional.empty();

    private final CompletableFuture<RuntimeException> ended = new CompletableFuture<>();

    public EngineLoop(Database database, InstantSource clock, LoopParts parts) {
        this(database, clock, parts, EngineLoop::rest);
    }

    /** @param rest waits before something that failed is tried again */
    EngineLoop(Database database, InstantSource clock, LoopParts parts, Consumer<Duration> rest) {
        this.rest = rest;
        this.database = database;
        this.clock = clock;
        AttemptListener outcomes = this::attemptFinished;
        this.state = parts.state(database, outcomes, work -> post(new Message(work, failure -> {}, true)));
        this.recovery = new RunRecovery(state);
        this.thread = new Thread(this::run, "rondo-engine");
        // A turn, even an empty one, sees that the store is over.
        database.whenOver(why -> post(new Message(turn -> {}, failure -> {}, false)));
        this.thread.setUncaughtExceptionHandler((t, e) -> {
            LOG.error("The engine's thread has died; restart the process", e);
            end(new IllegalStateException("The engine's thread has died; restart the process", e));
        });
    }

    /** Adds a listener; before {@link #start} only. */
    public void listen(TurnListener listener) {
        listeners.add(listener);
    }

    /** Takes up the runs that a former process left unfinished. Call once, before anything else happens. */
    public void recover() {
        post(new Message(recovery::takeUp, failure -> {}, true));
        runDue();
    }

    public void start() {
        thread.start();
    }

    @Override
    public <T> CompletableFuture<T> call(Function<Turn, T> work) {
        return call(work, Optional.empty());
    }

    @Override
    public CompletableFuture<Turn.Started> start(NewRun request) {
        return call(turn -> turn.start(request), Optional.of(request.startKey()));
    }

    private <T> CompletableFuture<T> call(Function<Turn, T> work, Optional<String> startKey) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        post(new Message(
                turn -> {
                    T result = work.apply(turn);
                    turn.afterCommit(() -> answer.complete(result));
                },
                answer::completeExceptionally,
                false,
                startKey));
        return answer;
    }

    @Override
    public void wakeAt(Instant when, Consumer<Turn> work) {
        post(new Message(turn -> turn.afterCommit(() -> state.timers.add(when, work)), failure -> {}, true));
    }

    /** Takes turns until nothing more is due now; on the caller's thread, for tests and for start-up. */
    public void runDue() {
        while (true) {
            List<Message> batch = drain();
            if (batch.isEmpty()) {
                return;
            }
            turn(batch);
        }
    }

    /** When something is due next that is known of now. */
    public Optional<Instant> nextDue() {
        return state.timers.next();
    }

    /** What the loop has done and holds; from any thread. */
    public LoopStats stats() {
        return meter.stats(mailbox.size());
    }

    /** Completes with the reason when no turn can be taken any more although nobody has closed the loop. */
    public CompletableFuture<RuntimeException> ended() {
        return ended.copy();
    }

    /** Whether turns can still be taken: not closed, and the store has not failed for good. */
    public boolean works() {
        return over.isEmpty();
    }

    /** Records what has come in so far, starts nothing new, and ends; does not wait for attempts. */
    @Override
    public void close() {
        closing = true;
        post(new Message(turn -> {}, failure -> {}, false));
        if (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        end(new IllegalStateException("The engine is closed; ask again when it has been started"));
    }

    private void post(Message message) {
        mailbox.add(message);
        // The order matters: whoever ends the loop looks into the mailbox after saying so.
        over.ifPresent(this::refuseAll);
    }

    /** From now on nothing happens any more, and whoever asks hears why. */
    private synchronized void end(RuntimeException why) {
        if (over.isEmpty()) {
            over = Optional.of(why);
            ended.complete(why);
        }
        refuseAll(over.get());
    }

    private void refuseAll(RuntimeException why) {
        Message next = mailbox.poll();
        while (next != null) {
            next.failed().accept(why);
            next = mailbox.poll();
        }
    }

    private void run() {
        while (!closing && works()) {
            List<Message> batch = drain();
            if (batch.isEmpty()) {
                sleepUntilWork();
            } else {
                turn(batch);
            }
        }
        // An attempt that has just ended is recorded, so that it need not run again.
        state.grantsSlots = false;
        List<Message> last = new ArrayList<>();
        mailbox.drainTo(last);
        if (!last.isEmpty() && works()) {
            turn(last);
        }
    }

    private List<Message> drain() {
        List<Message> batch = new ArrayList<>();
        Instant now = clock.instant();
        Optional<Consumer<Turn>> due = state.timers.poll(now);
        while (due.isPresent()) {
            batch.add(new Message(due.get()::accept, failure -> {}, true));
            due = state.timers.poll(now);
        }
        mailbox.drainTo(batch, MOST_MESSAGES_PER_TURN);
        return batch;
    }

    private void sleepUntilWork() {
        Duration nap = state.timers
                .next()
                .map(due -> Duration.between(clock.instant(), due))
                .filter(d -> d.compareTo(LONGEST_NAP) < 0)
                .orElse(LONGEST_NAP);
        try {
            Message first = mailbox.poll(Math.max(1, nap.toMillis()), TimeUnit.MILLISECONDS);
            if (first != null) {
                List<Message> batch = new ArrayList<>(List.of(first));
                mailbox.drainTo(batch, MOST_MESSAGES_PER_TURN);
                turn(batch);
            }
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt this thread, and stopping would strand every run.
            LOG.warn("The engine's thread was interrupted; it goes on");
        }
    }

    private void turn(List<Message> batch) {
        turn(batch, 1);
    }

    private void turn(List<Message> batch, int tries) {
        long began = meter.now();
        try {
            TurnWork.Effects effects = database.write(
                    tx -> decide(tx, batch), durable -> durable.begins().forEach(EngineLoop::carryOut));
            effects.others().forEach(EngineLoop::carryOut);
            meter.turned(batch.size(), began, state);
        } catch (TurnSpoiledException e) {
            reload();
            e.culprit.failed().accept(e.failure);
            List<Message> others = new ArrayList<>(batch);
            others.remove(e.culprit);
            if (!others.isEmpty()) {
                turn(others);
            }
        } catch (StoreException e) {
            storeFailed(batch, e, tries);
        } catch (RuntimeException e) {
            defect(batch, e);
        }
    }

    private TurnWork.Effects decide(Tx tx, List<Message> batch) {
        TurnWork turn = new TurnWork(tx, clock.instant(), state);
        turn.lookUp(
                batch.stream().flatMap(message -> message.startKey().stream()).toList());
        batch.forEach(message -> happens(message, turn));
        turn.settle(listeners);
        return turn.flush();
    }

    /** What is durable has happened: one effect that fails takes no other with it. */
    private static void carryOut(Runnable effect) {
        try {
            effect.run();
        } catch (RuntimeException e) {
            LOG.error("An effect of a turn failed; what it belongs to is durable, and the others follow", e);
        }
    }

    /** A message that fails before it has changed anything fails alone; otherwise the turn begins again without it. */
    private static void happens(Message message, TurnWork turn) {
        long before = turn.changes();
        try {
            message.work().accept(turn);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            if (turn.changes() != before) {
                throw new TurnSpoiledException(message, e);
            }
            turn.afterCommit(() -> message.failed().accept(e));
        }
    }

    /** After an undone turn: each message in a turn of its own, so that one which always fails spoils no other. */
    private void oneByOne(List<Message> messages) {
        messages.forEach(message -> {
            if (works()) {
                turn(List.of(message));
            } else {
                post(message);
            }
        });
    }

    private void storeFailed(List<Message> batch, StoreException failure, int tries) {
        if (isOver(failure)) {
            LOG.error("The engine stops: its store cannot go on. What was acknowledged is kept", failure);
            mailbox.addAll(batch);
            end(failure);
            return;
        }
        reload();
        if (isPassing(failure) && tries < MOST_TRIES && works()) {
            LOG.warn("A turn of {} messages is undone; all of it is tried again", batch.size(), failure);
            turn(batch, tries + 1);
            return;
        }
        if (batch.size() > 1) {
            LOG.warn("A turn of {} messages is undone; each is tried alone", batch.size(), failure);
            oneByOne(batch);
            return;
        }
        Message message = batch.get(0);
        boolean mayHelp = failure.kind() == StoreException.Kind.FAILED || isPassing(failure);
        if (message.mustHappen() && mayHelp && !closing) {
            LOG.error("What must be recorded could not be; it is undone and tried again", failure);
            rest.accept(AFTER_FAILURE);
            post(message);
        } else {
            LOG.warn("A turn is undone; who asked for it is told, and nothing tries again", failure);
            message.failed().accept(failure);
        }
    }

    /** The engine itself is at fault; the others go on without the message that shows it. */
    private void defect(List<Message> batch, RuntimeException failure) {
        reload();
        if (batch.size() > 1) {
            oneByOne(batch);
            return;
        }
        LOG.error("A defect of the engine: a turn is undone, and what it was about waits for the next start", failure);
        batch.get(0).failed().accept(failure);
    }

    private void reload() {
        meter.undone();
        while (works()) {
            try {
                database.read(tx -> {
                    recovery.reload(tx);
                    return true;
                });
                return;
            } catch (StoreException e) {
                if (closing || isOver(e)) {
                    LOG.error("The engine stops: its store can neither be written nor read", e);
                    end(e);
                } else {
                    LOG.warn("The store cannot be read after an undone turn; tried again: {}", e.getMessage());
                    rest.accept(AFTER_FAILURE);
                }
            }
        }
    }

    private static boolean isOver(StoreException failure) {
        return failure.kind() == StoreException.Kind.CLOSED || failure.kind() == StoreException.Kind.FENCED;
    }

    /** Whether the same turn may well succeed: another transaction was in the way, or the server was away. */
    private static boolean isPassing(StoreException failure) {
        return failure.kind() == StoreException.Kind.CONFLICT || failure.kind() == StoreException.Kind.AWAY;
    }

    private static void rest(Duration pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            LOG.warn("The engine's thread was interrupted; it goes on");
        }
    }

    private void attemptFinished(AttemptToken token, AttemptOutcome outcome) {
        post(new Message(turn -> Outcomes.arrived(state, turn, token, outcome), failure -> {}, true));
    }

    /** A message failed after it had changed something in its turn. */
    private static final class TurnSpoiledException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Message culprit;
        private final RuntimeException failure;

        TurnSpoiledException(Message culprit, RuntimeException failure) {
            super(failure);
            this.culprit = culprit;
            this.failure = failure;
        }
    }
}
