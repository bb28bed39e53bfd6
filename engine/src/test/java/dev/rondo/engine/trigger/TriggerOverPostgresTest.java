package dev.rondo.engine.trigger;

import dev.rondo.engine.testkit.OverPostgres;
import org.junit.jupiter.api.Nested;

/** What holds over H2 holds over PostgreSQL. */
@OverPostgres
class TriggerOverPostgresTest {

    @Nested
    class TriggerDeskOver extends TriggerDeskTest {}
}
