package dev.rondo.step;

import dev.rondo.partition.PartitionKey;
import java.nio.file.Path;

/**
 * What the code of a step may ask and tell while it runs. A function takes it as its first parameter where it needs it.
 *
 * <p><b>Threads.</b> Safe for the threads that the step's code starts itself, until the step's function returns.
 *
 * @param <S> the pipeline's settings
 */
public interface StepContext<S> {

    /** The settings of this run, complete and checked. */
    S settings();

    /** The partition this run is for; {@link PartitionKey#WHOLE} in a pipeline without partitions. */
    PartitionKey partition();

    /** Number of this try, from 1. */
    int attempt();

    /** A seed for random numbers: the same for every attempt of this step with this partition. */
    long seed();

    /** Writes one line to the attempt's log. */
    void log(String message);

    /** Records a number about this attempt, shown over partitions; the last value under a name counts. */
    void metric(String name, double value);

    /** Records a word about this attempt that is not a setting, such as a chosen hyper-parameter. */
    void param(String name, String value);

    /** Whether the run was cancelled or the attempt timed out; long loops ask and return early. */
    boolean cancelled();

    /**
     * A file that the step declares to depend on, in the version that the run pinned.
     *
     * @param path as it was declared with {@code environment(e -> e.file(path))}
     * @throws IllegalArgumentException when the step does not declare it
     */
    DataFile file(String path);

    /** An empty folder for this attempt alone, removed some time after it ends. */
    Path workDirectory();
}
