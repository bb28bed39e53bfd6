package dev.rondo.definition;

import dev.rondo.schedule.Cron;
import java.time.Duration;
import java.time.ZoneId;

/** Why a pipeline starts by itself. The id is unique in the pipeline and stable over versions of its code. */
public sealed interface TriggerDefinition {

    String id();

    /**
     * At the due times of a cron expression. A partitioned pipeline runs for its newest partition at the due time.
     *
     * @param catchUp what happens to due times missed while nothing was running
     */
    record OnSchedule(String id, Cron cron, ZoneId zone, CatchUp catchUp) implements TriggerDefinition {}

    /**
     * When a partition of a dataset has a new version, and then for that partition.
     *
     * @param settledFor how long the partition must not have changed again
     */
    record OnData(String id, DatasetName dataset, Duration settledFor) implements TriggerDefinition {}

    /** What happens to due times missed while nothing was running. */
    enum CatchUp {
        /** The newest missed due time gives one run. */
        LATEST,
        /** Every missed due time gives a run, oldest first. */
        ALL,
        /** Missed due times are recorded as skipped. */
        NONE
    }
}
