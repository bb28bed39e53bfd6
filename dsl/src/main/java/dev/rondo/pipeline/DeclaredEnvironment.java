package dev.rondo.pipeline;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.SourceDefinition;
import dev.rondo.definition.ValueType;
import dev.rondo.partition.Selection;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.DataFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a step declares to depend on, checked. A declared file is a source of one file, the same for all partitions, which
 * the step reads beside what its function receives.
 */
final class DeclaredEnvironment {
    private static final ValueType FILE = ValueType.of(DataFile.class);
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9]+([-._/][a-z0-9]+)*");
    private static final int LONGEST = 150;

    private final PipelineBuilder<?> pipeline;
    private final StepDraft draft;

    DeclaredEnvironment(PipelineBuilder<?> pipeline, StepDraft draft) {
        this.pipeline = pipeline;
        this.draft = draft;
    }

    /** The files, as inputs that the function does not receive; each is a source of the pipeline from now on. */
    List<InputDefinition> files() {
        List<InputDefinition> inputs = new ArrayList<>();
        for (String path : draft.environment.files()) {
            Optional<String> wrong = wrong(path);
            if (wrong.isPresent()) {
                pipeline.problems.add(Problem.error(
                        "bad-environment-file",
                        pipeline.place(draft.name),
                        "It declares the file \"" + path + "\", which " + wrong.get() + ".",
                        "Name one file by its path below the server's data root, such as conf/params.json."));
            } else {
                inputs.add(input(path));
            }
        }
        return inputs;
    }

    /** The policy with the image, if its digest is one. */
    CachePolicy cache() {
        Optional<String> image = draft.environment.image();
        if (image.isPresent() && !CachePolicy.isImageDigest(image.get())) {
            pipeline.problems.add(Problem.error(
                    "bad-image-digest",
                    pipeline.place(draft.name),
                    "It declares the image \"" + image.get()
                            + "\", which is no digest: a tag may mean another image tomorrow.",
                    "Write sha256: and its 64 hexadecimal digits, as docker inspect or the registry shows them."));
            return draft.cache();
        }
        CachePolicy policy = draft.cache();
        return policy.enabled() ? image.map(policy::image).orElse(policy) : policy;
    }

    private InputDefinition input(String path) {
        DatasetName dataset = dataset(path);
        if (pipeline.sources.stream()
                .noneMatch(source -> source.environment() && source.pattern().equals(path))) {
            pipeline.sources.add(SourceDefinition.ofEnvironment(dataset, path, Files.DEFAULT_POLL, FILE));
        }
        return new InputDefinition.OfDataset(
                InputDefinition.FILE + path, dataset, new Selection.Same(), Optional.empty(), FILE);
    }

    /** A name that tells the path; where it cannot, a number keeps apart what would look the same. */
    private DatasetName dataset(String path) {
        String words = path.replace('/', '@');
        if (!PLAIN.matcher(path).matches() || !DatasetName.valid(name(words))) {
            String similar =
                    path.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
            String end = similar.substring(Math.max(0, similar.length() - 20)).replaceAll("^-", "");
            words = (end.isEmpty() ? "" : end + "-")
                    + UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8))
                            .toString()
                            .substring(24);
        }
        return pipeline.datasetName(draft.name, name(words));
    }

    private String name(String words) {
        return pipeline.name + ".file@" + words;
    }

    private static Optional<String> wrong(String path) {
        List<String> parts = Arrays.asList(path.split("/", -1));
        if (path.isBlank()) {
            return Optional.of("is empty");
        }
        if (path.startsWith("/") || path.startsWith("~") || DRIVE.matcher(path).matches()) {
            return Optional.of("is absolute");
        }
        if (parts.contains("..")) {
            return Optional.of("leads out of the data root with \"..\"");
        }
        if (path.contains("*") || path.contains("{") || path.contains("}")) {
            return Optional.of("stands for several files");
        }
        boolean plain = parts.stream().noneMatch(part -> part.isBlank() || part.equals("."))
                && path.indexOf('\\') < 0
                && path.chars().noneMatch(Character::isISOControl);
        if (!plain) {
            return Optional.of("is no path with \"/\" between its parts");
        }
        return path.length() > LONGEST ? Optional.of("is longer than " + LONGEST + " characters") : Optional.empty();
    }
}
