package dev.rondo.engine.feed;

import dev.rondo.engine.testkit.OverPostgres;
import org.junit.jupiter.api.Nested;

/** What holds over H2 holds over PostgreSQL. */
@OverPostgres
class FeedOverPostgresTest {

    @Nested
    class FeedOver extends FeedTest {}
}
