package dev.rondo.engine.loop;

import dev.rondo.definition.Overlap;
import dev.rondo.definition.PipelineName;
import dev.rondo.engine.run.OverlapRule;
import dev.rondo.engine.run.OverlapRule.Candidate;
import dev.rondo.engine.run.OverlapRule.Ruling;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which runs of each pipeline are under way and which wait for their begin. Owned by the engine's thread. */
final class Overlaps {
    /** The open runs of one pipeline. */
    private static final class Open {
        private final Map<RunId, Candidate> underWay = new TreeMap<>();
        private final TreeSet<Candidate> waiting = new TreeSet<>(OverlapRule.order());
        /** How many of those that wait may come to be skipped; without any, only the first need be looked at. */
        private int droppable;
    }

    private final Map<PipelineName, Open> open = new HashMap<>();
    private final Map<RunId, Candidate> known = new HashMap<>();
    private final Set<PipelineName> toLookAt = new LinkedHashSet<>();

    /** Whether runs of this pipeline are asked whether they may begin. */
    static boolean queues(Overlap overlap) {
        return overlap.policy() != Overlap.Policy.ALLOW;
    }

    /** A run has come to be as it is now. */
    void runIs(ActiveRun run) {
        PipelineName pipeline = run.row.pipeline();
        Open runs = open.computeIfAbsent(pipeline, p -> new Open());
        forget(runs, run.id());
        RunState state = run.run().state();
        if (!state.terminal()) {
            Candidate candidate = candidate(run);
            known.put(run.id(), candidate);
            if (state == RunState.QUEUED) {
                runs.waiting.add(candidate);
                runs.droppable += candidate.mayBeDropped() ? 1 : 0;
            } else {
                runs.underWay.put(run.id(), candidate);
            }
        }
        if (!runs.waiting.isEmpty()) {
            toLookAt.add(pipeline);
        } else if (runs.underWay.isEmpty()) {
            open.remove(pipeline);
        }
    }

    /** What follows from all that has changed since the last time. */
    List<Ruling> rulings() {
        List<Ruling> rulings = new ArrayList<>();
        for (PipelineName pipeline : toLookAt) {
            Optional.ofNullable(open.get(pipeline)).ifPresent(runs -> rulings.addAll(rulings(runs)));
        }
        toLookAt.clear();
        return rulings;
    }

    /** Why a run that waits does so; empty when it does not. */
    Optional<String> waitsFor(ActiveRun run) {
        Open runs = open.get(run.row.pipeline());
        return runs == null || run.run().state() != RunState.QUEUED
                ? Optional.empty()
                : Optional.of(OverlapRule.waitsFor(candidate(run), List.copyOf(runs.underWay.values())));
    }

    /** The runs of this run's pipeline that are under way. */
    List<RunId> underWay(PipelineName pipeline) {
        Open runs = open.get(pipeline);
        return runs == null ? List.of() : List.copyOf(runs.underWay.keySet());
    }

    void clear() {
        open.clear();
        known.clear();
        toLookAt.clear();
    }

    private static List<Ruling> rulings(Open runs) {
        List<Candidate> underWay = List.copyOf(runs.underWay.values());
        if (runs.droppable > 0) {
            return OverlapRule.decide(List.copyOf(runs.waiting), underWay);
        }
        int room = Math.max(0, runs.waiting.first().overlap().atMost() - underWay.size());
        return OverlapRule.decide(runs.waiting.stream().limit(room).toList(), underWay);
    }

    private void forget(Open runs, RunId run) {
        Candidate before = known.remove(run);
        if (before != null && runs.waiting.remove(before)) {
            runs.droppable -= before.mayBeDropped() ? 1 : 0;
        }
        runs.underWay.remove(run);
    }

    private static Candidate candidate(ActiveRun run) {
        RunState state = run.run().state();
        return new Candidate(
                run.id(),
                run.pipeline().runs().overlap(),
                run.row.priority(),
                run.row.cause().kind() == RunCause.Kind.BACKFILL,
                state == RunState.CANCELLING || state == RunState.STOPPING);
    }
}
