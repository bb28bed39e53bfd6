package dev.rondo.engine.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests that wait for something look at once and every few milliseconds, where Awaitility alone would let a tenth of a
 * second pass before it looks at all. JUnit finds this by itself in every module that uses these tests' tools.
 */
public final class LookOften implements BeforeAllCallback {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(INTERVAL);
    }
}
