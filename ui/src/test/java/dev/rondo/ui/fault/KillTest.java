package dev.rondo.ui.fault;

import dev.rondo.engine.testkit.NeedsPostgres;
import dev.rondo.engine.testkit.PostgresServer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole program, killed with {@code kill -9} at random moments under load. {@code -Drounds=200} takes more rounds,
 * {@code -Ddb=h2} or {@code -Ddb=postgres} only those of one store, {@code -Dfault.seed=7} the same chances again.
 */
class KillTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 10);
    private static final String ONLY = System.getProperty("db", "");
    private static final long SEED = Long.getLong("fault.seed", new Random().nextInt(1_000_000));

    @TempDir
    Path folder;

    @Test
    void kill_minus_9_loses_and_doubles_nothing_on_h2() throws Exception {
        Assumptions.assumeTrue(ONLY.isEmpty() || ONLY.equals("h2"));
        take(ServerProcess.in(folder, FaultPipelines.compile(folder, ModeSteps.all())), "H2");
    }

    @Test
    @NeedsPostgres
    void kill_minus_9_loses_and_doubles_nothing_on_postgresql() throws Exception {
        Assumptions.assumeTrue(ONLY.isEmpty() || ONLY.equals("postgres"));
        ServerProcess.Setup setup = ServerProcess.in(folder, FaultPipelines.compile(folder, ModeSteps.all()));
        take(setup.on(PostgresServer.shared().freshDatabase()), "PostgreSQL");
    }

    private static void take(ServerProcess.Setup setup, String store) throws Exception {
        System.out.println("kill -9 on " + store + ": " + new KillRounds(setup, SEED).take(ROUNDS));
    }
}
