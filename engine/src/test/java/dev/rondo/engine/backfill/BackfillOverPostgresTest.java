package dev.rondo.engine.backfill;

import dev.rondo.engine.testkit.OverPostgres;
import org.junit.jupiter.api.Nested;

/** What holds over H2 holds over PostgreSQL. */
@OverPostgres
class BackfillOverPostgresTest {

    @Nested
    class BackfillsOver extends BackfillsTest {}
}
