package dev.rondo.engine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DeploymentsTest {
    private final Deployments deployments = new Deployments((name, digest) -> Optional.empty());

    static final class Two implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            p.output(p.step("two").run(Two::two));
        }

        static int two() {
            return 2;
        }
    }

    @Test
    void code_that_a_run_still_uses_is_at_hand_and_code_that_nobody_uses_is_forgotten() {
        Deployment used = deploy("code 1");
        for (int i = 2; i < 20; i++) {
            deploy("code " + i);
        }
        Awaitility.await().until(() -> {
            System.gc();
            return deployments.atHand() == 2;
        });
        assertThat(deployments.pinned(PipelineName.of("two"), used.codeDigest()))
                .containsSame(used);
        assertThat(deployments.pinned(
                        PipelineName.of("two"), Digest.ofText("code 7").hex()))
                .isEmpty();
    }

    private Deployment deploy(String code) {
        Catalog catalog = Catalog.compile(List.of(new Two()));
        Deployment deployment =
                Deployment.of(catalog.pipelines().get(0), new CodeDigest(Digest.ofText(code), "test classes"));
        deployments.replace(catalog, List.of(deployment));
        return deployment;
    }
}
