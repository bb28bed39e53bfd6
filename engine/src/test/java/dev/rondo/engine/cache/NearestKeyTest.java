package dev.rondo.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.cache.KeyPart.Kind;
import dev.rondo.engine.cache.NearestKey.Earlier;
import dev.rondo.engine.run.RunId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestKeyTest {
    private static Earlier earlier(long run, String code, String trees, String... inputs) {
        return new Earlier(new RunId(run), parts(code, trees, inputs));
    }

    private static List<KeyPart> parts(String code, String trees, String... inputs) {
        List<KeyPart> parts = new ArrayList<>();
        parts.add(KeyPart.ofText(Kind.CODE, "code", code));
        parts.add(KeyPart.ofText(Kind.SETTING, "trees", trees));
        for (String input : inputs) {
            parts.add(KeyPart.ofText(Kind.INPUT, "clean", input));
        }
        return parts;
    }

    private static long nearest(List<KeyPart> now, Earlier... candidates) {
        return NearestKey.among(List.of(candidates), now).orElseThrow().run().value();
    }

    @Test
    void the_key_from_which_fewest_parts_differ_is_the_nearest_although_it_is_older() {
        assertThat(nearest(
                        parts("new", "100", "2011-01"),
                        earlier(9, "new", "50", "2011-02"),
                        earlier(3, "old", "100", "2011-01")))
                .isEqualTo(3);
    }

    @Test
    void parts_that_have_come_and_gone_count_as_differing() {
        assertThat(nearest(
                        parts("c", "100", "2011-01", "2011-02"),
                        earlier(9, "c", "100", "2011-03", "2011-04"),
                        earlier(3, "c", "50", "2011-01", "2011-02")))
                .isEqualTo(3);
    }

    @Test
    void of_several_that_are_equally_near_the_first_is_taken() {
        assertThat(nearest(parts("c", "100"), earlier(9, "c", "50"), earlier(3, "c", "20")))
                .isEqualTo(9);
    }

    @Test
    void without_an_earlier_key_there_is_none() {
        assertThat(NearestKey.among(List.of(), parts("c", "100"))).isEmpty();
    }
}
