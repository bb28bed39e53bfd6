package dev.rondo.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.PoolClaim;
import dev.rondo.definition.PoolName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random units come, start, end and vanish; the index is held against a model that looks at everything. */
class AdmissionPropertyTest {
    private static final List<String> POOLS = List.of("gpu", "licence", "nowhere");

    @Test
    void who_starts_is_who_starts_in_the_model_and_no_limit_is_ever_passed() {
        long seed = new Random().nextLong();
        for (long i = 0; i < 2_000; i++) {
            new Scenario(seed + i).play();
        }
    }

    @Test
    void every_unit_that_a_limit_allows_starts_as_long_as_running_ones_end() {
        long seed = new Random().nextLong();
        for (long i = 0; i < 300; i++) {
            new Scenario(seed + i).drain();
        }
    }

    private static final class Scenario {
        private final String name;
        private final Random random;
        private final Admission<Integer> admission = new Admission<>();
        private final AdmissionModel model = new AdmissionModel();
        private final int slots;
        private int units;

        Scenario(long seed) {
            this.name = "seed " + seed;
            this.random = new Random(seed);
            this.slots = 1 + random.nextInt(6);
            changeLimits();
        }

        void play() {
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> come();
                    case 3 -> end();
                    case 4 -> vanish();
                    default -> maybeChangeLimits();
                }
                admit();
            }
        }

        void drain() {
            for (int i = 0; i < 40; i++) {
                come();
            }
            while (!model.running.isEmpty() || admit()) {
                end();
                admit();
            }
            assertThat(model.waiting)
                    .as(name)
                    .allMatch(ask -> AdmissionModel.units(ask) > model.limit(AdmissionModel.pool(ask)));
            assertThat(admission.waiting()).as(name).isEqualTo(model.waiting.size());
        }

        private boolean admit() {
            List<Integer> admitted = admission.admit(slots);
            assertThat(admitted).as(name).isEqualTo(model.admit(slots));
            assertThat(admission.running()).as(name).isLessThanOrEqualTo(slots).isEqualTo(model.running.size());
            for (PoolStatus<Integer> pool : admission.pools()) {
                int held = model.heldOf(Optional.of(pool.name()));
                assertThat(pool.held()).as(name).isEqualTo(held);
                assertThat(pool.holders().stream()
                                .mapToInt(PoolStatus.Claimant::units)
                                .sum())
                        .as(name)
                        .isEqualTo(held);
            }
            neverIdle();
            return !admitted.isEmpty();
        }

        /** With a free slot, whoever is next in its pool does not fit into what is free of it. */
        private void neverIdle() {
            if (model.running.size() < slots) {
                assertThat(model.waiting)
                        .as(name)
                        .noneMatch(ask -> AdmissionModel.pool(ask).isEmpty());
                for (String pool : POOLS) {
                    Optional<PoolName> key = Optional.of(PoolName.of(pool));
                    boolean allWaitForOne = model.waiting.stream()
                            .filter(ask -> AdmissionModel.pool(ask).equals(key))
                            .allMatch(ask -> AdmissionModel.units(ask) <= model.limit(key) - model.heldOf(key));
                    boolean any = model.waiting.stream()
                            .anyMatch(ask -> AdmissionModel.pool(ask).equals(key));
                    assertThat(any && allWaitForOne).as(name + " " + pool).isFalse();
                }
            }
        }

        private void come() {
            Optional<PoolClaim> claim = random.nextBoolean()
                    ? Optional.empty()
                    : Optional.of(new PoolClaim(PoolName.of(pick(POOLS)), 1 + random.nextInt(3)));
            var ask = new Ask<>(
                    units++, PipelineName.of(pick(List.of("a", "b", "c"))), random.nextInt(3) == 0 ? 5 : 0, claim);
            admission.waits(ask);
            model.waiting.add(ask);
        }

        private void end() {
            if (!model.running.isEmpty()) {
                Ask<Integer> ask = model.running.remove(random.nextInt(model.running.size()));
                admission.gone(ask.unit());
            }
        }

        private void vanish() {
            if (!model.waiting.isEmpty()) {
                Ask<Integer> ask = model.waiting.remove(random.nextInt(model.waiting.size()));
                admission.gone(ask.unit());
            }
        }

        private void maybeChangeLimits() {
            if (random.nextInt(4) == 0) {
                // Lowering a limit takes nothing away, so it is tried where nothing of it is held.
                if (model.running.stream().allMatch(ask -> ask.claim().isEmpty())) {
                    changeLimits();
                }
            }
        }

        private void changeLimits() {
            Map<PoolName, Integer> limits = new HashMap<>();
            limits.put(PoolName.of("gpu"), random.nextInt(5));
            limits.put(PoolName.of("licence"), 1 + random.nextInt(2));
            admission.limits(limits);
            model.limits = limits;
        }

        private String pick(List<String> from) {
            return new ArrayList<>(from).get(random.nextInt(from.size()));
        }
    }
}
