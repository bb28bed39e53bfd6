package dev.rondo.engine.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;

/**
 * What is written about a run: its definition's parts by name, and everything it used and made by digest.
 *
 * @param format of the file
 * @param run its number where it ran
 * @param partition empty for a pipeline without partitions
 * @param state how it ended
 * @param java the version of Java that wrote the export
 * @param settings every value it used
 * @param code its own first, then that of other pipelines whose data it reads
 * @param inputs what it read that it did not make
 * @param champions the models in service that it was measured against
 * @param steps in the order of the pipeline
 */
public record ExportedRun(
        String format,
        String run,
        String pipeline,
        String partition,
        String state,
        String java,
        Map<String, Object> settings,
        List<Code> code,
        List<Input> inputs,
        List<Champion> champions,
        List<Step> steps) {
    static final String ENTRY = "run.json";
    static final String FORMAT = "rondo-run-1";
    private static final JsonMapper JSON = new JsonMapper();

    /** A pipeline and the digest of its code. */
    public record Code(String pipeline, String digest) {}

    /**
     * A version of a dataset's partition.
     *
     * @param detail the name people know it by; of a file the function may see it
     * @param included whether its bytes are in the file
     */
    public record Input(
            String dataset, String partition, String digest, long sizeBytes, String detail, boolean included) {}

    /** A version of a model. */
    public record Champion(
            String model, int version, String partition, String digest, long sizeBytes, boolean included) {}

    /**
     * A step and what it made.
     *
     * @param kind {@code STEP}, {@code GATE}, …
     * @param after the steps before it
     */
    public record Step(String step, String kind, List<String> after, String state, List<Output> outputs) {
        public Step {
            after = List.copyOf(after);
            outputs = List.copyOf(outputs);
        }
    }

    /** An artifact that a step wrote. */
    public record Output(String dataset, String digest, long sizeBytes) {}

    public ExportedRun {
        settings = Map.copyOf(settings);
        code = List.copyOf(code);
        inputs = List.copyOf(inputs);
        champions = List.copyOf(champions);
        steps = List.copyOf(steps);
        if (code.isEmpty()) {
            throw new IllegalArgumentException("An exported run names its code");
        }
    }

    String json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An export's description cannot be written as JSON", e);
        }
    }

    static ExportedRun parse(byte[] json) {
        try {
            String format = JSON.readTree(json).path("format").asText();
            if (!format.equals(FORMAT)) {
                throw new ExportException("This export has the format \"" + format
                        + "\", which this version cannot read; it reads " + FORMAT + ". Use the version that wrote it");
            }
            return JSON.readValue(json, ExportedRun.class);
        } catch (java.io.IOException e) {
            throw new ExportException(
                    "The description " + ENTRY + " in this export is damaged: " + e.getMessage()
                            + ". Export the run again",
                    e);
        }
    }
}
