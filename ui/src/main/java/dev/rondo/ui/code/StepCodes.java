package dev.rondo.ui.code;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.CanonicalJson;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.ValueException;
import dev.rondo.engine.code.CodeDigests;
import dev.rondo.engine.code.CodeEntry;
import dev.rondo.engine.code.StepCode;
import dev.rondo.engine.code.StepEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the steps of a version of somebody's code can reach of it. Found out once and kept in a file beside the code, so that
 * an unchanged jar is not analysed again.
 */
final class StepCodes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StepCodes.class);
    private static final CanonicalJson JSON = new CanonicalJson();

    private final CodeArchive.Version version;
    private final Path file;
    private final Map<String, Known> known = new TreeMap<>();
    private Optional<ArchivedCode> code = Optional.empty();
    private Optional<CodeDigests> digests = Optional.empty();
    private boolean changed;

    private StepCodes(CodeArchive.Version version) {
        this.version = version;
        this.file = version.folder().resolve("steps-" + StepCode.RULES + ".json");
    }

    /** One step's answer, and the digest of the question. */
    record Known(String step, Digest entry, StepCode code) {}

    /** Begins with what is kept; to be closed once all pipelines of this version have been asked for. */
    static StepCodes open(CodeArchive.Version version) {
        StepCodes codes = new StepCodes(version);
        codes.read();
        return codes;
    }

    /**
     * The code of all steps of a pipeline.
     *
     * @throws IOException when the code cannot be read
     */
    Map<StepName, StepCode> of(PipelineDefinition pipeline) throws IOException {
        Map<StepName, StepCode> found = new HashMap<>();
        for (StepDefinition step : pipeline.steps()) {
            Optional<CodeEntry> entry = StepEntry.of(pipeline, step);
            if (entry.isPresent()) {
                found.put(step.name(), find(pipeline.name() + "/" + step.name(), entry.get()));
            }
        }
        return found;
    }

    /** Keeps what was found out. */
    @Override
    public void close() {
        write();
        try {
            if (code.isPresent()) {
                code.get().close();
            }
        } catch (IOException e) {
            log.warn("The code of {} did not close", version.label(), e);
        }
    }

    private StepCode find(String name, CodeEntry entry) throws IOException {
        Digest question = Digest.ofText(entry.toString());
        Known earlier = known.get(name);
        if (earlier != null && earlier.entry().equals(question)) {
            return earlier.code();
        }
        if (digests.isEmpty()) {
            code = Optional.of(new ArchivedCode(version));
            digests = Optional.of(new CodeDigests(code.get()));
        }
        StepCode found = digests.get().of(entry);
        known.put(name, new Known(name, question, found));
        changed = true;
        return found;
    }

    private void read() {
        if (Files.isRegularFile(file)) {
            try {
                for (Known each : JSON.parse(Files.readString(file), Known[].class)) {
                    known.put(each.step(), each);
                }
            } catch (IOException | ValueException e) {
                log.warn(
                        "{} cannot be read, so the code of {} is analysed again: {}",
                        file,
                        version.label(),
                        e.getMessage());
            }
        }
    }

    /** A kept answer saves time; without it nothing is lost. */
    private void write() {
        if (changed) {
            Path aside = file.resolveSibling(".steps-" + UUID.randomUUID());
            try {
                Files.writeString(aside, JSON.text(known.values()));
                Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                log.warn(
                        "{} cannot be written, so the code of {} will be analysed again: {}",
                        file,
                        version.label(),
                        e.toString());
            }
        }
    }
}
