package dev.rondo.engine.attempt;

import dev.rondo.definition.InputDefinition;
import dev.rondo.engine.artifact.ValueSlot;
import dev.rondo.engine.artifact.Values;
import dev.rondo.partition.PartitionKey;
import dev.rondo.step.DataFile;
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
    private final Values values;
    private final Map<String, Double> metrics = new TreeMap<>();
    private final Map<String, String> params = new TreeMap<>();

    AttemptContext(AttemptTask task, StopSignal stop, AttemptLog log, Values values) {
        this.values = values;
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
    public DataFile file(String path) {
        ResolvedInput file = task.inputs().stream()
                .filter(input -> input.name().equals(InputDefinition.FILE + path))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Step " + task.pipeline() + "/"
                        + task.step().name() + " asks for the file \"" + path + "\", which it does not declare. Add "
                        + ".environment(e -> e.file(\"" + path + "\")) to the step, so that its results are told apart"
                        + " by the file's content"));
        InputPart part = file.parts().get(0);
        ValueSlot slot = new ValueSlot(part.label(), file.type());
        return (DataFile) values.read(slot, part.digest(), path, file.columns());
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
