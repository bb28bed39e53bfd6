package dev.rondo.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.Overlap;
import dev.rondo.engine.run.OverlapRule.Candidate;
import dev.rondo.engine.run.OverlapRule.Ruling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OverlapRuleTest {

    @Test
    void a_run_begins_when_there_is_room() {
        assertThat(decide(List.of(run(1, Overlap.queue())), List.of())).containsExactly(new Ruling.Begin(new RunId(1)));
    }

    @Test
    void a_queued_run_waits_while_another_is_under_way() {
        assertThat(decide(List.of(run(2, Overlap.queue())), List.of(run(1, Overlap.queue()))))
                .isEmpty();
    }

    @Test
    void as_many_begin_as_may_be_under_way_at_once_the_urgent_and_then_the_older_first() {
        Overlap two = Overlap.queue().atMost(2);
        Candidate urgent = new Candidate(new RunId(9), two, 5, false, false);
        assertThat(decide(List.of(run(1, two), run(2, two), urgent), List.of()))
                .containsExactly(new Ruling.Begin(new RunId(9)), new Ruling.Begin(new RunId(1)));
    }

    @Test
    void a_run_that_comes_too_early_is_skipped_and_names_the_other() {
        assertThat(decide(List.of(run(2, Overlap.skip())), List.of(run(1, Overlap.skip()))))
                .containsExactly(new Ruling.Skip(
                        new RunId(2),
                        "not wanted while another run of this pipeline is under way (run 1); this pipeline runs at"
                                + " most 1 at once and skips the others"));
    }

    @Test
    void the_newest_that_waits_takes_the_place_of_those_before_it() {
        Overlap policy = Overlap.supersede();
        assertThat(decide(List.of(run(2, policy), run(3, policy), run(4, policy)), List.of(run(1, policy))))
                .extracting(r -> r.run().value())
                .containsExactly(2L, 3L);
    }

    @Test
    void the_older_run_is_cancelled_for_a_newer_one_and_asked_only_once() {
        Overlap policy = Overlap.cancelOlder();
        assertThat(decide(List.of(run(2, policy)), List.of(run(1, policy))))
                .containsExactly(new Ruling.Cancel(
                        new RunId(1), "run 2", "it is newer, and this pipeline cancels the older run"));
        Candidate ending = new Candidate(new RunId(1), policy, 0, false, true);
        assertThat(decide(List.of(run(2, policy)), List.of(ending))).isEmpty();
    }

    @Test
    void only_as_many_older_runs_are_cancelled_as_are_needed() {
        Overlap policy = Overlap.cancelOlder().atMost(3);
        assertThat(decide(List.of(run(4, policy)), List.of(run(1, policy), run(2, policy), run(3, policy))))
                .extracting(r -> r.run().value())
                .containsExactly(1L);
    }

    @Test
    void a_backfill_waits_under_every_policy_and_is_never_skipped_or_cancelled() {
        for (Overlap policy : List.of(Overlap.skip(), Overlap.supersede(), Overlap.cancelOlder())) {
            assertThat(decide(List.of(backfill(2, policy), backfill(3, policy)), List.of(run(1, policy))))
                    .as("%s", policy)
                    .isEmpty();
            assertThat(decide(List.of(run(9, policy)), List.of(backfill(1, policy))))
                    .as("%s", policy)
                    .noneMatch(r -> r instanceof Ruling.Cancel);
        }
    }

    @Test
    void whatever_comes_no_more_are_under_way_than_may_be_and_nobody_waits_while_there_is_room() {
        long seed = new Random().nextLong();
        for (long i = 0; i < 2_000; i++) {
            play(seed + i);
        }
    }

    private static void play(long seed) {
        Random random = new Random(seed);
        Overlap.Policy[] policies = {
            Overlap.Policy.QUEUE, Overlap.Policy.SKIP, Overlap.Policy.SUPERSEDE, Overlap.Policy.CANCEL_OLDER
        };
        Overlap policy = new Overlap(policies[random.nextInt(4)], 1 + random.nextInt(3));
        List<Candidate> waiting = new ArrayList<>();
        List<Candidate> underWay = new ArrayList<>();
        for (int id = 1; id <= 30; id++) {
            if (random.nextBoolean()) {
                waiting.add(new Candidate(new RunId(id), policy, random.nextInt(2), random.nextInt(4) == 0, false));
            } else if (!underWay.isEmpty()) {
                underWay.remove(random.nextInt(underWay.size()));
            }
            for (Ruling ruling : decide(waiting, underWay)) {
                Candidate run = find(ruling.run(), waiting, underWay);
                if (ruling instanceof Ruling.Cancel) {
                    assertThat(run.backfill()).as("seed %s", seed).isFalse();
                    underWay.remove(run);
                    underWay.add(new Candidate(run.id(), policy, run.priority(), false, true));
                } else {
                    assertThat(waiting.remove(run)).as("seed %s", seed).isTrue();
                    assertThat(ruling instanceof Ruling.Skip && run.backfill())
                            .as("seed %s", seed)
                            .isFalse();
                    if (ruling instanceof Ruling.Begin) {
                        underWay.add(run);
                    }
                }
            }
            assertThat(underWay).as("seed %s", seed).hasSizeLessThanOrEqualTo(policy.atMost());
            assertThat(waiting.isEmpty() || underWay.size() == policy.atMost())
                    .as("seed %s", seed)
                    .isTrue();
            if (policy.policy() == Overlap.Policy.SKIP) {
                assertThat(waiting).as("seed %s", seed).allMatch(Candidate::backfill);
            }
        }
    }

    private static Candidate find(RunId id, List<Candidate> waiting, List<Candidate> underWay) {
        List<Candidate> all = new ArrayList<>(waiting);
        all.addAll(underWay);
        return all.stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
    }

    private static List<Ruling> decide(List<Candidate> waiting, List<Candidate> underWay) {
        List<Candidate> ordered = new ArrayList<>(waiting);
        ordered.sort(OverlapRule.order());
        return OverlapRule.decide(
                ordered,
                underWay.stream().sorted(Comparator.comparing(Candidate::id)).toList());
    }

    private static Candidate run(long id, Overlap overlap) {
        return new Candidate(new RunId(id), overlap, 0, false, false);
    }

    private static Candidate backfill(long id, Overlap overlap) {
        return new Candidate(new RunId(id), overlap, 0, true, false);
    }
}
