package dev.rondo.pipeline;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.TriggerDefinition.CatchUp;
import java.time.Duration;

/**
 * Why a pipeline starts by itself: {@code p.when(cron("0 5 1 * *").in("America/New_York"))}, {@code
 * p.when(changed(raw).settledFor(ofMinutes(5)))}.
 */
public sealed interface When {

    /**
     * Due times of a cron expression of five fields (minute, hour, day of month, month, day of week). The zone is UTC
     * unless said otherwise.
     */
    static OnCron cron(String expression) {
        return new OnCron(expression, "UTC", CatchUp.LATEST);
    }

    /** A new version of a partition of a dataset. */
    static OnChange changed(Dataset<?> dataset) {
        return new OnChange(dataset.dataset(), Duration.ZERO);
    }

    /** See {@link #cron}. */
    record OnCron(String expression, String zone, CatchUp catchUp) implements When {
        public OnCron in(String zoneId) {
            return new OnCron(expression, zoneId, catchUp);
        }

        /** What happens to due times missed while nothing was running; {@link CatchUp#LATEST} unless said otherwise. */
        public OnCron catchUp(CatchUp policy) {
            return new OnCron(expression, zone, policy);
        }
    }

    /** See {@link #changed}. */
    record OnChange(DatasetName dataset, Duration settled) implements When {
        /** Wait until the partition has not changed again for this long. */
        public OnChange settledFor(Duration quiet) {
            return new OnChange(dataset, quiet);
        }
    }
}
