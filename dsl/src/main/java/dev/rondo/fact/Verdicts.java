package dev.rondo.fact;

import dev.rondo.definition.Problem;
import java.util.List;

/** What happens with a fact that does not hold. */
interface Verdicts {

    /** The fact does not hold, or names something that does not exist. */
    void fails(String subject, String reason, String remedy);

    /** Whether the fact holds depends on a pipeline that is not here. */
    void undecided(String subject, String dataset);

    static Verdicts throwing() {
        return new Verdicts() {
            @Override
            public void fails(String subject, String reason, String remedy) {
                throw new AssertionError(subject + ": " + reason + " " + remedy);
            }

            @Override
            public void undecided(String subject, String dataset) {
                fails(
                        subject,
                        "This depends on dataset " + dataset + ", which a pipeline writes that was not compiled here.",
                        "Compile both with Catalog.compile(...) and state the fact about the catalog.");
            }
        };
    }

    static Verdicts collecting(String pipeline, boolean alone, List<Problem> failed) {
        return new Verdicts() {
            @Override
            public void fails(String subject, String reason, String remedy) {
                failed.add(Problem.error("fact-failed", pipeline + "/" + subject, reason, remedy));
            }

            @Override
            public void undecided(String subject, String dataset) {
                if (!alone) {
                    fails(
                            subject,
                            "This depends on dataset " + dataset + ", which nobody writes.",
                            "Add the pipeline that writes it.");
                }
            }
        };
    }
}
