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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

    /** Where a step's code begins, under the name of the pipeline and the step. */
    private record Question(String name, StepName step, CodeEntry entry, Digest digest) {
        static Question of(String name, StepName step, CodeEntry entry) {
            return new Question(name, step, entry, Digest.ofText(entry.toString()));
        }
    }

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
        List<Question> open = new ArrayList<>();
        for (StepDefinition step : pipeline.steps()) {
            Optional<CodeEntry> entry = StepEntry.of(pipeline, step);
            if (entry.isPresent()) {
                Question question = Question.of(pipeline.name() + "/" + step.name(), step.name(), entry.get());
                answered(question).ifPresentOrElse(code -> found.put(step.name(), code), () -> open.add(question));
            }
        }
        found.putAll(answer(open));
        return found;
    }

    private Optional<StepCode> answered(Question question) {
        Known earlier = known.get(question.name());
        return earlier != null && earlier.entry().equals(question.digest())
                ? Optional.of(earlier.code())
                : Optional.empty();
    }

    /** On all cores: somebody waits for it, in a process that has often just begun. */
    private Map<StepName, StepCode> answer(List<Question> open) throws IOException {
        if (open.isEmpty()) {
            return Map.of();
        }
        if (digests.isEmpty()) {
            code = Optional.of(new ArchivedCode(version));
            digests = Optional.of(new CodeDigests(code.get()));
        }
        CodeDigests all = digests.get();
        List<StepCode> answers =
                open.parallelStream().map(question -> all.of(question.entry())).toList();
        Map<StepName, StepCode> found = new HashMap<>();
        for (int i = 0; i < open.size(); i++) {
            Question question = open.get(i);
            found.put(question.step(), answers.get(i));
            known.put(question.name(), new Known(question.name(), question.digest(), answers.get(i)));
        }
        changed = true;
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
