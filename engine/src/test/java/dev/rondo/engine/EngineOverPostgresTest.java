package dev.rondo.engine;

import dev.rondo.engine.testkit.OverPostgres;
import org.junit.jupiter.api.Nested;

/** What holds over H2 holds over PostgreSQL. */
@OverPostgres
class EngineOverPostgresTest {

    @Nested
    class EngineOver extends EngineTest {}
}
