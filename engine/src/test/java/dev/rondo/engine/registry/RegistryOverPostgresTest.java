package dev.rondo.engine.registry;

import dev.rondo.engine.testkit.OverPostgres;
import org.junit.jupiter.api.Nested;

/** What holds over H2 holds over PostgreSQL. */
@OverPostgres
class RegistryOverPostgresTest {

    @Nested
    class RegistryOver extends RegistryTest {}
}
