package dev.rondo.engine.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/** Runs tests whose store is from {@link TestStores} over a real PostgreSQL. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@NeedsPostgres
@ExtendWith(OverPostgres.Choose.class)
public @interface OverPostgres {
    /** What the addresses say beside where the database is, such as {@code socketTimeout=5}. */
    String value() default "";

    /** Chooses before the test's fields are made, for some of them open a store. */
    final class Choose implements TestInstancePreConstructCallback, AfterEachCallback {
        @Override
        public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
            String parameters = Optional.ofNullable(factory.getTestClass().getAnnotation(OverPostgres.class))
                    .map(OverPostgres::value)
                    .orElse("");
            TestStores.overPostgres(Optional.of(parameters));
        }

        @Override
        public void afterEach(ExtensionContext context) {
            TestStores.overPostgres(Optional.empty());
        }
    }
}
