package dev.rondo.engine.loop;

import dev.rondo.engine.testkit.OverPostgres;
import org.junit.jupiter.api.Nested;

/** What holds over H2 holds over PostgreSQL. */
@OverPostgres
class LoopOverPostgresTest {

    @Nested
    class TheLoopOver extends EngineLoopTest {}

    @Nested
    class RecoveryOver extends RunRecoveryTest {}

    @Nested
    class ModelLaneOver extends ModelLaneTest {}

    @Nested
    class HistoryOver extends RunHistoryTest {}

    @Nested
    class StepResolverOver extends StepResolverTest {}

    @Nested
    class AdoptionsOver extends AdoptionsTest {}

    @Nested
    class RetentionOver extends RetentionTest {}
}
