package dev.rondo.engine.run;

import dev.rondo.definition.Overlap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What becomes of the runs of a pipeline that wait for their begin: a pure function of those that wait and those that are
 * under way. Each waiting run follows the policy of the definition that it has pinned. A run of a backfill waits under
 * every policy, and is never skipped or cancelled for another.
 */
public final class OverlapRule {
    private OverlapRule() {}

    /**
     * A run that has not ended.
     *
     * @param ending whether it has been asked to end
     */
    public record Candidate(RunId id, Overlap overlap, int priority, boolean backfill, boolean ending) {
        /** Whether it may come to be skipped while it waits. */
        public boolean mayBeDropped() {
            return !backfill && overlap.policy() != Overlap.Policy.QUEUE;
        }
    }

    /** What is to happen to a run. */
    public sealed interface Ruling {
        RunId run();

        /** It begins. */
        record Begin(RunId run) implements Ruling {}

        /** It is not wanted. */
        record Skip(RunId run, String why) implements Ruling {}

        /** It is to end, for another. */
        record Cancel(RunId run, String by, String why) implements Ruling {}
    }

    /** In the order in which they begin: the higher priority first, and then the older run. */
    public static Comparator<Candidate> order() {
        return Comparator.comparing((Candidate c) -> -c.priority()).thenComparing(Candidate::id);
    }

    /**
     * Decides about the runs of one pipeline.
     *
     * @param waiting in their {@link #order}
     */
    public static List<Ruling> decide(List<Candidate> waiting, List<Candidate> underWay) {
        List<Ruling> rulings = new ArrayList<>();
        List<Candidate> left = new ArrayList<>(waiting);
        List<Candidate> running = new ArrayList<>(underWay);
        while (!left.isEmpty() && running.size() < left.get(0).overlap().atMost()) {
            running.add(left.remove(0));
            rulings.add(new Ruling.Begin(running.get(running.size() - 1).id()));
        }
        List<Candidate> droppable = left.stream()
                .filter(Candidate::mayBeDropped)
                .sorted(Comparator.comparing(Candidate::id))
                .toList();
        for (int i = 0; i < droppable.size(); i++) {
            Candidate run = droppable.get(i);
            switch (run.overlap().policy()) {
                // Nothing holds up the former, and the latter simply waits.
                case ALLOW, QUEUE -> {}
                case SKIP -> rulings.add(new Ruling.Skip(run.id(), skipped(run, running)));
                case SUPERSEDE -> dropIfNewer(run, droppable, i, 1, rulings);
                case CANCEL_OLDER -> {
                    if (!dropIfNewer(run, droppable, i, run.overlap().atMost(), rulings)) {
                        makeRoom(run, droppable.size() - i, running, rulings);
                    }
                }
            }
        }
        return rulings;
    }

    /** Why a run waits, in words. */
    public static String waitsFor(Candidate run, List<Candidate> underWay) {
        return "waits for " + names(underWay) + "; at most " + run.overlap().atMost()
                + (run.overlap().atMost() == 1 ? " of this pipeline is" : " of this pipeline are")
                + " under way at once";
    }

    /** A run is needless when so many newer ones wait. */
    private static boolean dropIfNewer(
            Candidate run, List<Candidate> byAge, int place, int wanted, List<Ruling> rulings) {
        if (byAge.size() - place <= wanted) {
            return false;
        }
        RunId newest = byAge.get(byAge.size() - 1).id();
        rulings.add(new Ruling.Skip(run.id(), "run " + newest + ", which is newer, takes its place"));
        return true;
    }

    /** The oldest ones under way end, so many that this run and those that wait behind it can begin. */
    private static void makeRoom(Candidate run, int wanted, List<Candidate> running, List<Ruling> rulings) {
        long ofBackfills =
                running.stream().filter(c -> c.backfill() && !c.ending()).count();
        long staying = Math.max(0, run.overlap().atMost() - wanted - ofBackfills);
        List<Candidate> byAge = running.stream()
                .filter(c -> !c.backfill() && !c.ending())
                .sorted(Comparator.comparing(Candidate::id))
                .toList();
        for (int i = 0; i < byAge.size() - staying; i++) {
            RunId older = byAge.get(i).id();
            boolean asked = rulings.stream()
                    .anyMatch(r -> r instanceof Ruling.Cancel && r.run().equals(older));
            if (!asked) {
                rulings.add(new Ruling.Cancel(
                        older, "run " + run.id(), "it is newer, and this pipeline cancels the older run"));
            }
        }
    }

    private static String skipped(Candidate run, List<Candidate> running) {
        return "not wanted while " + (running.size() == 1 ? "another run" : running.size() + " other runs")
                + " of this pipeline " + (running.size() == 1 ? "is" : "are") + " under way (" + names(running)
                + "); this pipeline runs at most " + run.overlap().atMost() + " at once and skips the others";
    }

    private static String names(List<Candidate> runs) {
        return runs.stream().map(c -> "run " + c.id()).collect(Collectors.joining(", "));
    }
}
