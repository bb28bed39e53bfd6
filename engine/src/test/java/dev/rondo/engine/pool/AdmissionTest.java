package dev.rondo.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.PoolClaim;
import dev.rondo.definition.PoolName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final PoolName GPU = PoolName.of("gpu");
    private final Admission<Integer> admission = new Admission<>();

    @Test
    void units_of_one_pipeline_start_in_their_order() {
        waits(3, "a", 0);
        waits(1, "a", 0);
        waits(2, "a", 0);
        assertThat(admission.admit(2)).containsExactly(1, 2);
    }

    @Test
    void the_higher_priority_goes_first() {
        waits(1, "a", 0);
        waits(2, "b", 10);
        assertThat(admission.admit(1)).containsExactly(2);
    }

    @Test
    void a_pipeline_with_many_old_units_does_not_starve_another_on_a_single_slot() {
        for (int i = 0; i < 100; i++) {
            waits(i, "busy", 0);
        }
        waits(1000, "rare", 0);
        waits(1001, "rare", 0);
        assertThat(oneAfterTheOther(5)).containsExactly(0, 1000, 1, 1001, 2);
    }

    @Test
    void a_pipeline_that_asks_anew_each_time_is_not_first_again() {
        waits(0, "chain", 0);
        waits(100, "other", 0);
        waits(101, "other", 0);
        List<Integer> started = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            int one = admission.admit(1).get(0);
            started.add(one);
            admission.gone(one);
            if (one < 100) {
                waits(i, "chain", 0);
            }
        }
        assertThat(started).containsExactly(0, 100, 1, 101);
    }

    @Test
    void the_pipeline_that_holds_least_goes_first() {
        waits(1, "a", 0);
        waits(2, "a", 0);
        waits(3, "a", 0);
        waits(4, "b", 0);
        assertThat(admission.admit(3)).containsExactly(1, 4, 2);
    }

    @Test
    void no_more_of_a_pool_is_held_than_its_limit_and_others_go_on() {
        admission.limits(Map.of(GPU, 2));
        waits(1, "a", 0, 1);
        waits(2, "a", 0, 1);
        waits(3, "a", 0, 1);
        waits(4, "a", 0);
        assertThat(admission.admit(10)).containsExactlyInAnyOrder(1, 2, 4);
        admission.gone(1);
        assertThat(admission.admit(10)).containsExactly(3);
    }

    @Test
    void a_large_unit_is_not_overtaken_within_its_pool() {
        admission.limits(Map.of(GPU, 2));
        waits(1, "a", 0, 1);
        assertThat(admission.admit(10)).containsExactly(1);
        waits(2, "b", 0, 2);
        waits(3, "c", 0, 1);
        waits(4, "c", 0);
        // b holds nothing and was first; c has to wait behind it, except where it needs no unit.
        assertThat(admission.admit(10)).containsExactly(4);
        admission.gone(1);
        assertThat(admission.admit(10)).containsExactly(2);
    }

    @Test
    void what_no_limit_allows_holds_up_nobody_and_starts_once_the_limit_is_raised() {
        admission.limits(Map.of(GPU, 2));
        waits(1, "a", 0, 3);
        waits(2, "a", 0, 2);
        assertThat(admission.admit(10)).containsExactly(2);
        admission.gone(2);
        assertThat(admission.admit(10)).isEmpty();
        admission.limits(Map.of(GPU, 3));
        assertThat(admission.admit(10)).containsExactly(1);
    }

    @Test
    void a_pool_that_does_not_exist_lets_nobody_in_and_shows_who_waits_for_it() {
        waits(1, "a", 0, 1);
        assertThat(admission.admit(10)).isEmpty();
        PoolStatus<Integer> pool = admission.pool(GPU);
        assertThat(pool.limit()).isEmpty();
        assertThat(pool.waiters()).containsExactly(new PoolStatus.Claimant<>(1, 1));
        assertThat(admission.pools()).containsExactly(pool);
    }

    @Test
    void a_lowered_limit_takes_nothing_away_and_lets_nobody_in_until_enough_is_free() {
        admission.limits(Map.of(GPU, 3));
        waits(1, "a", 0, 1);
        waits(2, "a", 0, 1);
        assertThat(admission.admit(10)).hasSize(2);
        admission.limits(Map.of(GPU, 1));
        waits(3, "a", 0, 1);
        admission.gone(1);
        assertThat(admission.admit(10)).isEmpty();
        admission.gone(2);
        assertThat(admission.admit(10)).containsExactly(3);
    }

    @Test
    void a_hundred_thousand_waiting_units_are_served_one_by_one_without_looking_at_them_all() {
        for (int i = 0; i < 100_000; i++) {
            waits(i, "p" + i % 50, i % 3, i % 2);
        }
        admission.limits(Map.of(GPU, 4));
        int served = 0;
        List<Integer> started = admission.admit(8);
        while (!started.isEmpty()) {
            served += started.size();
            started.forEach(admission::gone);
            started = admission.admit(8);
        }
        assertThat(served).isEqualTo(100_000);
    }

    private List<Integer> oneAfterTheOther(int count) {
        List<Integer> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int one = admission.admit(1).get(0);
            started.add(one);
            admission.gone(one);
        }
        return started;
    }

    private void waits(int unit, String pipeline, int priority) {
        waits(unit, pipeline, priority, 0);
    }

    private void waits(int unit, String pipeline, int priority, int units) {
        Optional<PoolClaim> claim = units == 0 ? Optional.empty() : Optional.of(new PoolClaim(GPU, units));
        admission.waits(new Ask<>(unit, PipelineName.of(pipeline), priority, claim));
    }
}
