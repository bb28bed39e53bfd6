package dev.rondo.definition;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Something that the engine does in a step by itself, without an attempt and without a slot. */
public sealed interface EngineWork {

    /** In a word, for exports and pages: {@code FIRST_OF}, {@code APPROVAL} or {@code PIPELINE}. */
    String kind();

    /** Hands on the first of its inputs whose step ran; the others were skipped. */
    record FirstOf() implements EngineWork {
        @Override
        public String kind() {
            return "FIRST_OF";
        }
    }

    /**
     * Hands on its only input once a person has approved.
     *
     * @param role who may decide, such as {@code risk-officer}
     * @param question what the person is to consider
     * @param within time for the answer, after which the step fails; empty without limit
     */
    record Approval(String role, String question, Optional<Duration> within) implements EngineWork {
        @Override
        public String kind() {
            return "APPROVAL";
        }
    }

    /**
     * Runs another pipeline for the same partition, and hands on one of its datasets.
     *
     * @param settings values that differ from that pipeline's defaults, by name
     */
    record RunPipeline(PipelineName pipeline, Map<String, Object> settings, DatasetName result) implements EngineWork {
        public RunPipeline {
            settings = Map.copyOf(settings);
        }

        @Override
        public String kind() {
            return "PIPELINE";
        }
    }
}
