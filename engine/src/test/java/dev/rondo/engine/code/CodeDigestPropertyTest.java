package dev.rondo.engine.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Edits programs by chance and runs them: what changes the outcome of a step changes its digest. */
class CodeDigestPropertyTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 8);
    private static final int EDITS = 5;
    private static final int[] INPUTS = {0, 1, 2, 3, 5, 10, 44};

    @Test
    void an_edit_that_changes_the_outcome_of_a_step_changes_its_digest() throws Exception {
        long seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("CodeDigestPropertyTest: repeat with -Dseed=" + seed + " -Dprograms=" + PROGRAMS);
        Random seeds = new Random(seed);
        int otherOutcome = 0;
        int otherDigest = 0;
        int pairs = 0;
        for (int i = 0; i < PROGRAMS; i++) {
            RandomProgram program = new RandomProgram(seeds.nextLong());
            MemoryCode before = MemoryCode.of(program.sources(program.original()));
            for (int e = 0; e < EDITS; e++) {
                RandomProgram.Variant edit = program.edited();
                MemoryCode after = MemoryCode.of(program.sources(edit));
                for (int step = 0; step < RandomProgram.STEPS; step++) {
                    boolean sameOutcome = outcomes(before, step).equals(outcomes(after, step));
                    boolean sameDigest = digest(before, step).equals(digest(after, step));
                    assertThat(sameOutcome || !sameDigest)
                            .as("step%s of program %s of seed %s keeps its digest after %s", step, i, seed, edit)
                            .isTrue();
                    pairs++;
                    otherOutcome += sameOutcome ? 0 : 1;
                    otherDigest += sameDigest ? 0 : 1;
                }
            }
        }
        System.out.println("Of " + pairs + " steps before and after an edit, " + otherOutcome
                + " had another outcome for the inputs that were tried, and " + otherDigest + " another digest.");
        assertThat(otherDigest).isLessThan(pairs);
    }

    private static String digest(MemoryCode code, int step) {
        return new CodeDigests(code)
                .of(CodeEntry.of("p/Steps", "step" + step, "(I)I"))
                .digest()
                .hex();
    }

    /** In a class loader of its own each time, for static fields keep what a call left in them. */
    private static List<String> outcomes(MemoryCode code, int step) throws Exception {
        var method = code.loader().loadClass("p.Steps").getMethod("step" + step, int.class);
        List<String> outcomes = new ArrayList<>();
        for (int input : INPUTS) {
            try {
                outcomes.add(String.valueOf(method.invoke(null, input)));
            } catch (InvocationTargetException e) {
                outcomes.add(String.valueOf(e.getCause()));
            }
        }
        return outcomes;
    }
}
