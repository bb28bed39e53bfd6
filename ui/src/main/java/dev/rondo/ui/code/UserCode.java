package dev.rondo.ui.code;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.definition.Problem.Severity;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.code.StepCode;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.Pipelines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipelines in people's jars and folders, loaded and compiled together. What is broken is left out and explained;
 * what is not is there to be served.
 *
 * @param catalog the pipelines that can be used
 * @param deployments the same, each with the code it came from
 * @param problems everything that is wrong with the rest, and warnings about all
 */
public record UserCode(Catalog catalog, List<Deployment> deployments, List<Problem> problems) {
    private static final Logger log = LoggerFactory.getLogger(UserCode.class);

    public UserCode {
        deployments = List.copyOf(deployments);
        problems = List.copyOf(problems);
    }

    /**
     * Loads pipelines.
     *
     * @param places jars (with the jars that their manifests name), folders of jars, folders of classes
     * @param archive folder of the home into which the code is copied, and from which it is loaded
     */
    public static UserCode load(List<Path> places, Path archive) {
        Loading loading = new Loading(new CodeArchive(archive));
        places.stream()
                .map(place -> place.toAbsolutePath().normalize())
                .distinct()
                .forEach(loading::load);
        return loading.compile();
    }

    /** Finds the code of a pipeline, by its digest, among all that was ever loaded through this archive. */
    public static BiFunction<PipelineName, String, Optional<Deployment>> archived(Path archive) {
        CodeArchive versions = new CodeArchive(archive);
        return (pipeline, digest) -> archived(versions, pipeline, new Digest(digest));
    }

    /** Whether an archive holds the code with this digest, complete and unchanged. */
    public static boolean isSound(Path archive, String digest) {
        CodeArchive versions = new CodeArchive(archive);
        Digest wanted = new Digest(digest);
        try {
            return versions.holds(wanted) && versions.isSound(wanted);
        } catch (IOException | RuntimeException e) { // an index may say anything
            log.warn("The code {} cannot be looked at", wanted.shortHex(), e);
            return false;
        }
    }

    /** Only what is wrong. */
    public List<Problem> errors() {
        return problems.stream().filter(p -> p.severity() == Severity.ERROR).toList();
    }

    static Problem unreadable(Path place, IOException e) {
        return Problem.error(
                "code-not-readable",
                place.toString(),
                "It cannot be read: " + (e.getMessage() == null ? e : e.getMessage()) + ".",
                "Check that it is a whole jar or folder, and that the server may read it.");
    }

    private static Optional<Deployment> archived(CodeArchive versions, PipelineName name, Digest digest) {
        if (!versions.holds(digest)) {
            return Optional.empty();
        }
        try {
            CodeArchive.Version version = versions.version(digest);
            Consumer<Problem> problems = problem -> log.warn("In archived code: {}", problem);
            Optional<Pipeline<?>> found = FindPipelines.in(version, problems).stream()
                    .filter(p -> nameOf(p).equals(Optional.of(name.value())))
                    .findFirst();
            try (StepCodes codes = StepCodes.open(version)) {
                return found.map(p -> deployment(Pipelines.compile(p).definition(), version, codes, problems));
            }
        } catch (IOException | RuntimeException | LinkageError e) { // the user's code
            log.warn(
                    "Pipeline {} in version {} of its code cannot be loaded from the archive; runs that began with it"
                            + " cannot go on.",
                    name,
                    digest.shortHex(),
                    e);
            return Optional.empty();
        }
    }

    private static Deployment deployment(
            PipelineDefinition pipeline, CodeArchive.Version version, StepCodes codes, Consumer<Problem> problems) {
        return Deployment.of(
                pipeline, new CodeDigest(version.digest(), version.label(), steps(pipeline, version, codes, problems)));
    }

    /** Class files may be anything at all; where they cannot be followed, steps depend on all of the code. */
    private static Map<StepName, StepCode> steps(
            PipelineDefinition pipeline, CodeArchive.Version version, StepCodes codes, Consumer<Problem> problems) {
        try {
            return codes.of(pipeline);
        } catch (IOException | RuntimeException e) {
            log.warn("The code of pipeline {} in {} cannot be followed", pipeline.name(), version.label(), e);
            problems.accept(Problem.warning(
                    "code-not-followed",
                    pipeline.name().value(),
                    "What its steps can reach cannot be found out, so every change of " + version.label()
                            + " makes all of them run again: " + e + ".",
                    "Compile with a JDK that this version of Rondo knows; the server's log has the details."));
            return Map.of();
        }
    }

    /** Calls the user's code; a pipeline that cannot say its name is reported when it is compiled. */
    private static Optional<String> nameOf(Pipeline<?> pipeline) {
        try {
            return Optional.of(pipeline.name());
        } catch (RuntimeException | LinkageError | AssertionError e) {
            return Optional.empty();
        }
    }

    /** What has been found so far. */
    private static final class Loading {
        private final CodeArchive archive;
        private final List<Problem> problems = new ArrayList<>();
        private final List<Pipeline<?>> pipelines = new ArrayList<>();
        private final Map<String, CodeArchive.Version> origins = new HashMap<>();
        private final Set<Digest> seen = new HashSet<>();

        Loading(CodeArchive archive) {
            this.archive = archive;
        }

        void load(Path place) {
            int before = problems.size();
            int found = 0;
            try {
                for (CodeFiles files : FindCode.at(place, problems::add)) {
                    found += load(files);
                }
            } catch (IOException e) {
                problems.add(unreadable(place, e));
            }
            boolean explained = problems.stream().skip(before).anyMatch(p -> p.severity() == Severity.ERROR);
            if (found == 0 && !explained) {
                problems.add(Problem.error(
                        "no-pipelines",
                        place.toString(),
                        "There is no pipeline in it: no public class that implements dev.rondo.pipeline.Pipeline and"
                                + " has a public constructor without parameters.",
                        "Make the pipeline's class public, or name the jar that holds it."));
            }
        }

        private int load(CodeFiles files) {
            try {
                CodeArchive.Version version = archive.add(files);
                if (!seen.add(version.digest())) {
                    return 1; // the same code, named twice
                }
                List<Pipeline<?>> found = FindPipelines.in(version, problems::add);
                pipelines.addAll(found);
                found.forEach(p -> nameOf(p).ifPresent(name -> origins.put(name, version)));
                return found.size();
            } catch (IOException e) {
                problems.add(unreadable(files.own(), e));
                return 0;
            }
        }

        UserCode compile() {
            Catalog.Outcome outcome = Catalog.tryCompile(pipelines);
            outcome.broken().values().forEach(problems::addAll);
            problems.addAll(outcome.catalog().warnings());
            List<Deployment> deployments = deployments(outcome.catalog().pipelines());
            List<Problem> unused = deployments.stream()
                    .flatMap(d -> UnusedSettings.of(d).stream())
                    .toList();
            problems.addAll(unused);
            return new UserCode(
                    outcome.catalog().withWarnings(unused),
                    deployments,
                    problems.stream().distinct().toList());
        }

        /** The pipelines of one version share what is known of its code. */
        private List<Deployment> deployments(List<PipelineDefinition> compiled) {
            Map<Digest, StepCodes> codes = new HashMap<>();
            try {
                List<Deployment> deployments = new ArrayList<>();
                for (PipelineDefinition pipeline : compiled) {
                    Optional.ofNullable(origins.get(pipeline.name().value())).ifPresent(version -> {
                        StepCodes known = codes.computeIfAbsent(version.digest(), d -> StepCodes.open(version));
                        deployments.add(deployment(pipeline, version, known, problems::add));
                    });
                }
                return deployments;
            } finally {
                codes.values().forEach(StepCodes::close);
            }
        }
    }
}
