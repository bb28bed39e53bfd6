package dev.rondo.engine.loop;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.AttemptOutcome;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.attempt.StopReason;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.cache.CodeParts;
import dev.rondo.engine.run.AttemptToken;
import dev.rondo.engine.run.RunCommand;
import dev.rondo.engine.run.Unit;
import dev.rondo.engine.store.NondeterminismTable;
import dev.rondo.engine.store.NondeterminismTable.Acceptance;
import dev.rondo.engine.store.NondeterminismTable.NondeterminismRow;
import dev.rondo.engine.store.Tx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries out, when nothing else is to be done, whether steps that were taken from the cache would have given the same: runs
 * one of the latest once more and compares. What that finds is recorded; no run changes by it. Owned by the engine's
 * thread.
 */
final class Probe {
    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
    private static final int MOST = 8;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Consumer<Consumer<TurnWork>> mail;
    private final Deque<Hit> hits = new ArrayDeque<>();
    /** By the digest of the code. */
    private final Map<String, NondeterminismRow> found = new HashMap<>();

    private Optional<AttemptToken> underWay = Optional.empty();

    /** @param mail brings what an attempt came to back to the engine's thread */
    Probe(Consumer<Consumer<TurnWork>> mail) {
        this.mail = mail;
    }

    /** A step whose result came from the cache. */
    private record Hit(ActiveRun run, StepName step, CacheKey key, List<OutputArtifact> expected) {
        String code() {
            return CodeParts.of(key.parts()).digest().hex();
        }
    }

    /** After a restart or an undone turn: whatever was being tried out is left alone. */
    void reload(Tx tx) {
        underWay = Optional.empty();
        read(tx);
    }

    private void read(Tx tx) {
        found.clear();
        NondeterminismTable.all(tx).forEach(row -> found.put(row.code(), row));
    }

    /** What was found of the code that made this key, and that nobody has accepted. */
    Optional<NondeterminismRow> doubt(CacheKey key) {
        return doubt(found, key);
    }

    /** @param found by the digest of the code */
    static Optional<NondeterminismRow> doubt(Map<String, NondeterminismRow> found, CacheKey key) {
        return found.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(
                                found.get(CodeParts.of(key.parts()).digest().hex()))
                        .filter(row -> row.accepted().isEmpty());
    }

    /** A step was taken from the cache; what holds a pool or fans out is not tried out. */
    void hit(ActiveRun run, StepDefinition step) {
        StepMemory memory = run.memory(step.name());
        if (step.pool().isEmpty() && !step.mode().forEach() && !step.cache().mayDiffer() && memory.key.isPresent()) {
            hits.addLast(new Hit(run, step.name(), memory.key.get(), memory.outputs));
            if (hits.size() > MOST) {
                hits.removeFirst();
            }
        }
    }

    /** Tries out one of the latest, unless there is something else to do. */
    void look(TurnWork turn, EngineState engine) {
        boolean busy = underWay.isPresent() || engine.running() > 0 || engine.pools.waiting() > 0;
        if (busy || hits.isEmpty() || !engine.grantsSlots) {
            return;
        }
        Hit hit = hits.removeLast();
        if (found.containsKey(hit.code())) {
            return;
        }
        AttemptToken token = engine.newToken();
        underWay = Optional.of(token);
        StepDefinition step = hit.run().definition(hit.run().place(hit.step()));
        turn.afterCommit(() -> {
            var start = new RunCommand.Dispatch(Unit.of(hit.step()), 1, token);
            engine.start(
                    hit.run(), start, (t, outcome) -> mail.accept(later -> ended(later, engine, hit, token, outcome)));
        });
        turn.afterCommit(
                () -> engine.timers.add(turn.now().plus(step.timeout().orElse(LONGEST)), later -> stop(engine, token)));
    }

    /** A step of a run starts: what is being tried out makes room for it. */
    void giveWay(TurnWork turn, EngineState engine) {
        underWay.ifPresent(token -> turn.afterCommit(() -> engine.executor.stop(token, StopReason.CANCEL)));
    }

    private void stop(EngineState engine, AttemptToken token) {
        if (underWay.filter(token::equals).isPresent()) {
            engine.executor.stop(token, StopReason.TIMEOUT);
        }
    }

    private void ended(TurnWork turn, EngineState engine, Hit hit, AttemptToken token, AttemptOutcome outcome) {
        if (underWay.filter(token::equals).isEmpty()) {
            return;
        }
        underWay = Optional.empty();
        turn.afterCommit(() -> engine.removeWork(hit.run()));
        PipelineName pipeline = hit.run().row.pipeline();
        if (!(outcome instanceof AttemptOutcome.Succeeded ok)) {
            boolean gaveWay = !(outcome instanceof AttemptOutcome.Failed);
            if (gaveWay) {
                hits.addFirst(hit);
                return;
            }
            LOG.warn(
                    "Step {} of {} was tried out again and did not succeed, although its result of run {} is in use: {}",
                    hit.step(),
                    pipeline,
                    hit.run().id(),
                    outcome);
            return;
        }
        Map<String, String> again = new HashMap<>();
        ok.outputs().forEach(output -> again.put(output.name(), output.digest().hex()));
        hit.expected().stream()
                .filter(output -> !output.digest().hex().equals(again.get(output.name())))
                .findFirst()
                .ifPresent(output -> differs(turn, hit, output, again.getOrDefault(output.name(), "")));
    }

    private void differs(TurnWork turn, Hit hit, OutputArtifact expected, String digest) {
        var row = new NondeterminismRow(
                hit.run().row.pipeline(),
                hit.step(),
                hit.code(),
                expected.name(),
                hit.run().id(),
                expected.digest().hex(),
                digest,
                turn.now(),
                Optional.empty());
        if (!found.containsKey(row.code())) {
            LOG.warn("Step {} of {} is not deterministic: {}", row.step(), row.pipeline(), row.words());
            NondeterminismTable.insert(turn.tx(), row);
            read(turn.tx());
        }
    }

    /** Other results of a step are as good; says how many findings that concerns. */
    int accept(Tx tx, PipelineName pipeline, StepName step, Acceptance acceptance) {
        int accepted = NondeterminismTable.accept(tx, pipeline, step, acceptance);
        read(tx);
        return accepted;
    }
}
