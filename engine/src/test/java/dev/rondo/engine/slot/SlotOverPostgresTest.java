package dev.rondo.engine.slot;

import dev.rondo.engine.testkit.OverPostgres;
import org.junit.jupiter.api.Nested;

/** What holds over H2 holds over PostgreSQL. */
@OverPostgres
class SlotOverPostgresTest {

    @Nested
    class SlotKeeperOver extends SlotKeeperTest {}
}
