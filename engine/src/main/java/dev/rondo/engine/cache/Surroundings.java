package dev.rondo.engine.cache;

import java.util.Optional;

/** What of the process around a step's code a step may declare that it depends on. */
public interface Surroundings {

    /** The value of an environment variable; empty when it is not set. */
    Optional<String> variable(String name);

    /** The major version of the JDK. */
    int jdk();

    /** Those of this process, in which steps run; they do not change while it lasts. */
    static Surroundings ofProcess() {
        return new Surroundings() {
            @Override
            public Optional<String> variable(String name) {
                return Optional.ofNullable(System.getenv(name));
            }

            @Override
            public int jdk() {
                return Runtime.version().feature();
            }
        };
    }
}
