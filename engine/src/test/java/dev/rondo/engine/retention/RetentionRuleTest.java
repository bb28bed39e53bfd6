package dev.rondo.engine.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.store.OldRuns.OldRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every combination of what the rule looks at. */
class RetentionRuleTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void a_run_goes_when_it_is_over_and_old_and_nobody_needs_it_and_in_no_other_case() {
        List<OldRun> gone = new ArrayList<>();
        for (RunState state : RunState.values()) {
            for (Optional<Instant> end : List.of(
                    Optional.<Instant>empty(), Optional.of(TIME), Optional.of(TIME.plusNanos(1)), Optional.of(old()))) {
                for (int needs = 0; needs < 64; needs++) {
                    OldRun run = run(state, end, needs);
                    boolean goes = RetentionRule.keeps(run, TIME).isEmpty();
                    assertThat(goes)
                            .as("%s", run)
                            .isEqualTo(state.terminal() && end.equals(Optional.of(old())) && needs == 0);
                    if (goes) {
                        gone.add(run);
                    }
                }
            }
        }
        assertThat(gone).extracting(OldRun::state).containsExactlyInAnyOrderElementsOf(terminal());
    }

    @Test
    void what_is_kept_for_less_than_a_day_or_without_a_newest_run_is_refused_with_the_reason() {
        assertThatThrownBy(() -> new RetentionSettings(Optional.of(Duration.ofHours(1)), 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT1H")
                .hasMessageContaining("a day at least");
        assertThatThrownBy(() -> new RetentionSettings(Optional.empty(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1; got 0");
    }

    private static Instant old() {
        return TIME.minusNanos(1);
    }

    private static List<RunState> terminal() {
        return List.of(RunState.values()).stream().filter(RunState::terminal).toList();
    }

    private static OldRun run(RunState state, Optional<Instant> end, int needs) {
        return new OldRun(
                new RunId(1),
                state,
                end,
                (needs & 1) != 0,
                (needs & 2) != 0,
                (needs & 4) != 0,
                (needs & 8) != 0,
                (needs & 16) != 0,
                (needs & 32) != 0);
    }
}
