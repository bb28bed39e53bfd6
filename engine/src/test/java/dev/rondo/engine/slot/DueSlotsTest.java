package dev.rondo.engine.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rondo.definition.TriggerDefinition.CatchUp;
import dev.rondo.schedule.Cron;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DueSlotsTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Instant MIDNIGHT = Instant.parse("2011-07-01T00:00:00Z");
    private static final DueTimes HOURLY = after -> Cron.parse("0 * * * *").nextAfter(after, UTC);
    private static final DueTimes MINUTELY = after -> Cron.parse("* * * * *").nextAfter(after, UTC);

    @Test
    void a_due_time_fires_at_its_very_instant_and_only_once() {
        Instant one = MIDNIGHT.plus(Duration.ofHours(1));
        assertThat(due(HOURLY, MIDNIGHT, one.minusNanos(1), CatchUp.LATEST).slots())
                .isEmpty();
        assertThat(due(HOURLY, MIDNIGHT, one, CatchUp.LATEST).slots()).containsExactly(new DueSlot(one, true, ""));
        assertThat(due(HOURLY, one, one, CatchUp.LATEST).slots()).isEmpty();
    }

    @Test
    void the_latest_of_missed_due_times_fires_and_the_others_say_why_not() {
        DueSlots due = due(HOURLY, MIDNIGHT, MIDNIGHT.plus(Duration.ofMinutes(200)), CatchUp.LATEST);
        assertThat(due.slots())
                .extracting(s -> s.dueAt().toString(), DueSlot::fires)
                .containsExactly(
                        tuple("2011-07-01T01:00:00Z", false),
                        tuple("2011-07-01T02:00:00Z", false),
                        tuple("2011-07-01T03:00:00Z", true));
        assertThat(due.slots().get(0).why()).contains("catches up on the latest only");
    }

    @Test
    void a_schedule_that_does_not_catch_up_still_meets_a_due_time_that_has_just_come() {
        Instant one = MIDNIGHT.plus(Duration.ofHours(1));
        assertThat(due(HOURLY, MIDNIGHT, one.plusSeconds(60), CatchUp.NONE).slots())
                .extracting(DueSlot::fires)
                .containsExactly(true);
        assertThat(due(HOURLY, MIDNIGHT, one.plusSeconds(61), CatchUp.NONE).slots())
                .extracting(DueSlot::fires)
                .containsExactly(false);
    }

    @Test
    void all_missed_due_times_fire_oldest_first_in_portions() {
        Instant now = MIDNIGHT.plus(Duration.ofMinutes(DueSlots.PORTION + 20));
        DueSlots first = due(MINUTELY, MIDNIGHT, now, CatchUp.ALL);
        assertThat(first.slots()).hasSize(DueSlots.PORTION).allMatch(DueSlot::fires);
        assertThat(first.more()).isTrue();
        Instant last = first.slots().get(DueSlots.PORTION - 1).dueAt();
        DueSlots second = due(MINUTELY, last, now, CatchUp.ALL);
        assertThat(second.slots()).hasSize(20);
        assertThat(second.more()).isFalse();
    }

    @Test
    void a_year_of_missed_minutes_is_not_gone_through_one_by_one() {
        AtomicInteger asked = new AtomicInteger();
        DueTimes counted = after -> {
            asked.incrementAndGet();
            return MINUTELY.nextAfter(after);
        };
        DueSlots due = due(counted, MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(365)), CatchUp.LATEST);
        assertThat(due.slots()).hasSize(DueSlots.PORTION);
        assertThat(due.slots().get(0).why()).contains("the same holds for those before it, since " + MIDNIGHT);
        assertThat(asked.get()).isLessThan(1000);
    }

    @Test
    void the_watch_counts_due_times_without_a_record() {
        assertThat(SlotWatch.overdue(HOURLY, MIDNIGHT, MIDNIGHT.plus(Duration.ofHours(3))))
                .isEqualTo(3);
        assertThat(SlotWatch.overdue(HOURLY, MIDNIGHT, MIDNIGHT.plus(Duration.ofMinutes(59))))
                .isZero();
        assertThat(SlotWatch.overdue(MINUTELY, MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(365))))
                .isEqualTo(SlotWatch.MOST);
    }

    private static DueSlots due(DueTimes times, Instant after, Instant now, CatchUp catchUp) {
        return DueSlots.between(times, after, now, catchUp);
    }
}
