package dev.rondo.engine.attempt;

import dev.rondo.partition.PartitionKey;
import dev.rondo.step.Metrics;
import dev.rondo.step.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What the code of one attempt sees, and a record of what it tells. */
final class AttemptContext implements StepContext<Record> {
    private final AttemptTask task;
    private final StopSignal stop;
    private final AttemptLog log;
    private final Map<String, Double> metrics = new TreeMap<>();
    private final Map<String, String> params = new TreeMap<>();

    AttemptContext(AttemptTask task, StopSignal stop, AttemptLog log) {
        this.task = task;
        this.stop = stop;
        this.log = log;
    }

    @Override
    public Record settings() {
        return task.settings();
    }

    @Override
    public PartitionKey partition() {
        return task.partition();
    }

    @Override
    public int attempt() {
        return task.attempt();
    }

    @Override
    public long seed() {
        return task.seed();
    }

    @Override
    public void log(String message) {
        log.write(message);
    }

    @Override
    public void metric(String name, double value) {
        record(Metrics.of(name, value));
    }

    @Override
    public void param(String name, String value) {
        synchronized (params) {
            params.put(name, value);
        }
    }

    @Override
    public boolean cancelled() {
        return stop.requested().isPresent();
    }

    @Override
    public Path workDirectory() {
        try {
            return Files.createDirectories(task.workDirectory());
        } catch (IOException e) {
            throw new WorkDirectoryException(task.workDirectory(), e);
        }
    }

    void record(Metrics found) {
        synchronized (metrics) {
            metrics.putAll(found.values());
        }
    }

    Map<String, Double> metrics() {
        synchronized (metrics) {
            return Map.copyOf(metrics);
        }
    }

    Map<String, String> params() {
        synchronized (params) {
            return Map.copyOf(params);
        }
    }
}
