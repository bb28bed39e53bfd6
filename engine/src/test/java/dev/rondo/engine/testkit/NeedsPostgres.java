package dev.rondo.engine.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests against a real PostgreSQL, from {@link PostgresServer}. Where there is none they are skipped, and say so; with
 * {@code -Drequire.postgres} they fail instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsPostgres.Look.class)
public @interface NeedsPostgres {

    /** Looks for a server. */
    final class Look implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (PostgresServer.available()) {
                return ConditionEvaluationResult.enabled("there is a PostgreSQL");
            }
            String why = "no PostgreSQL: install one (Debian: apt-get install postgresql), or name one in"
                    + " RONDO_TEST_POSTGRES, such as jdbc:postgresql://127.0.0.1/postgres?user=me";
            if (System.getProperty("require.postgres") != null) {
                throw new IllegalStateException("-Drequire.postgres is set, but there is " + why);
            }
            System.err.println("SKIPPED " + context.getDisplayName() + ": " + why);
            return ConditionEvaluationResult.disabled(why);
        }
    }
}
