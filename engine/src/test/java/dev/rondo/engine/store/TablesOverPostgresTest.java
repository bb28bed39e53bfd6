package dev.rondo.engine.store;

import dev.rondo.engine.testkit.OverPostgres;
import org.junit.jupiter.api.Nested;

/** What holds over H2 holds over PostgreSQL. */
@OverPostgres
class TablesOverPostgresTest {

    @Nested
    class DatasetVersions extends DatasetVersionTableTest {}

    @Nested
    class Many extends ManyRowsTest {}
}
