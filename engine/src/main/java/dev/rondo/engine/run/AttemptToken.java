package dev.rondo.engine.run;

/**
 * The proof that a result belongs to an attempt. The engine gives each attempt a token of its own and accepts a result
 * only with it, so that a late answer of a forgotten attempt changes nothing.
 */
public record AttemptToken(String value) {
    @Override
    public String toString() {
        return value;
    }
}
