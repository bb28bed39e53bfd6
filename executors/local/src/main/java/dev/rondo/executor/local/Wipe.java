package dev.rondo.executor.local;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from a thread what an attempt has left in it.
 *
 * <p><b>Threads.</b> Safe for many threads; called on the thread itself.
 */
@FunctionalInterface
interface Wipe {
    void wipe(Thread self);

    /**
     * Forgets all values of thread locals, as the JDK does in its own pools. The JDK keeps that to itself, so it takes
     * {@code --add-opens java.base/java.lang=ALL-UNNAMED}, which {@code rondo.jar} says in its manifest; empty without.
     */
    static Optional<Wipe> ofThreadLocals() {
        try {
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            Class<?> map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
            VarHandle locals = inside.findVarHandle(Thread.class, "threadLocals", map);
            VarHandle inherited = inside.findVarHandle(Thread.class, "inheritableThreadLocals", map);
            List<VarHandle> both = Arrays.asList(locals, inherited);
            return Optional.of(self -> both.forEach(field -> field.set(self, null)));
        } catch (ReflectiveOperationException e) {
            Logger log = LoggerFactory.getLogger(Wipe.class);
            log.info(
                    "Every attempt of a step gets a thread made for it, because thread locals cannot be cleared here"
                            + " ({}). Short steps cost less with --add-opens java.base/java.lang=ALL-UNNAMED.",
                    e.toString());
            return Optional.empty();
        }
    }
}
