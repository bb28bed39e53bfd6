package dev.rondo.engine.dataset;

import dev.rondo.engine.testkit.OverPostgres;
import org.junit.jupiter.api.Nested;

/** What holds over H2 holds over PostgreSQL. */
@OverPostgres
class DatasetOverPostgresTest {

    @Nested
    class SourcesOver extends SourcesTest {}
}
