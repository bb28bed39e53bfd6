package dev.rondo.ui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.Problem;
import dev.rondo.pipeline.Pipelines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunWarningsTest {
    @Test
    void what_is_known_of_new_code_is_told_of_the_pipeline_and_of_its_parts_and_not_of_others() {
        List<Problem> known = List.of(
                warning("triggers-loop", "shop"),
                warning("unused-step", "shop/count"),
                warning("unused-step", "shop-of-others/count"));
        JsonArray told = RunWarnings.withCode(Pipelines.compile(new Shop()).definition(), Map.of(), known);
        assertThat(told.stream().map(one -> ((JsonObject) one).getString("place")))
                .containsExactly("shop", "shop/count");
    }

    private static Problem warning(String code, String place) {
        return Problem.warning(code, place, "It is so.", "Change it.");
    }
}
