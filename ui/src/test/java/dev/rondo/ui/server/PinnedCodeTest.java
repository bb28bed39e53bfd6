package dev.rondo.ui.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.history.RunView;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.partition.PartitionKey;
import dev.rondo.ui.code.CodeFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run goes on with the code that it began with, although the process was started anew with newer code, or without. */
class PinnedCodeTest {
    @TempDir
    Path folder;

    @Test
    void a_run_ends_with_the_code_it_began_with_although_the_next_process_brings_newer_code() throws IOException {
        RunId run = interrupted();
        String code = "";
        try (Server server = serve(build(2))) {
            code = view(server, run).codeDigest();
            Files.createFile(folder.resolve("go"));
            assertThat(ended(server, run).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(version(server, run)).isEqualTo(1.0);
            assertThat(view(server, run).codeDigest()).isEqualTo(code);
            RunId next = start(server);
            assertThat(ended(server, next).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(version(server, next)).isEqualTo(2.0);
            assertThat(view(server, next).codeDigest()).isNotEqualTo(code);
        }
    }

    @Test
    void a_run_ends_although_its_pipeline_is_not_deployed_any_more() throws IOException {
        RunId run = interrupted();
        Path other = new CodeFolder(folder.resolve("other")).classes(CodeFolder.pipeline("Other", "\"other\""));
        try (Server server = serve(other)) {
            Files.createFile(folder.resolve("go"));
            assertThat(ended(server, run).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(version(server, run)).isEqualTo(1.0);
        }
    }

    /** A run whose first step waits when the process ends. */
    private RunId interrupted() throws IOException {
        try (Server server = serve(build(1))) {
            RunId run = start(server);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> server.engine().history().steps(run).stream()
                            .anyMatch(step -> step.state() == StepState.RUNNING));
            return run;
        }
    }

    private Path build(int version) throws IOException {
        return new CodeFolder(folder.resolve("v" + version)).classes("""
                package user;

                import dev.rondo.pipeline.*;
                import dev.rondo.step.*;
                public final class Patient implements Pipeline<Pipeline.NoSettings> {
                    public void define(PipelineBuilder<NoSettings> p) {
                        Dataset<Integer> waited = p.step("wait").cache(CachePolicy.never()).run(Patient::waits);
                        p.output(p.step("tell").cache(CachePolicy.never()).reads(waited).run(Patient::tells));
                    }

                    static int waits(StepContext<NoSettings> context) {
                        while (!java.nio.file.Files.exists(java.nio.file.Path.of("%s"))) {
                            if (context.cancelled()) {
                                return 0;
                            }
                            Thread.onSpinWait();
                        }
                        return 1;
                    }

                    static Metrics tells(int waited) {
                        return Metrics.of("version", %d);
                    }
                }
                """.formatted(folder.resolve("go"), version));
    }

    private Server serve(Path code) {
        return Server.start(ServerSettings.of(EngineSettings.inHome(folder.resolve("home")), List.of(code), 0));
    }

    private static RunId start(Server server) {
        return server.engine()
                .startRun(new NewRun(
                        PipelineName.of("patient"),
                        PartitionKey.WHOLE,
                        Map.of(),
                        UUID.randomUUID().toString(),
                        RunCause.person("ada"),
                        Set.of(),
                        ""))
                .join()
                .run();
    }

    private static RunView ended(Server server, RunId run) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> view(server, run), view -> view.state().terminal());
    }

    private static RunView view(Server server, RunId run) {
        return server.engine().history().run(run).orElseThrow();
    }

    private static double version(Server server, RunId run) {
        return server.engine().history().steps(run).get(1).metrics().getOrDefault("version", 0.0);
    }
}
