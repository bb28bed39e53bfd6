package dev.rondo.engine.cache;

import dev.rondo.definition.ColumnSelection;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.ValueType;
import dev.rondo.engine.artifact.CanonicalJson;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.attempt.InputPart;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.cache.KeyPart.Kind;
import dev.rondo.engine.code.ContextReads;
import dev.rondo.engine.code.StepCode;
import dev.rondo.partition.PartitionKey;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.DataFile;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds the key of a step. What belongs in it is what the function can see, and nothing else:
 *
 * <ul>
 *   <li><b>Code</b>: what the step can reach of it ({@link StepCode}), or where that is not known the whole {@link
 *       CodeDigest}; the pipeline's and the step's name with the function's; the outputs' names, types and codecs. Not the class of the pipeline, and not how the step is treated (retry, time-out, cache policy,
 *       description): that changes when it runs, not what it finds.
 *   <li><b>Inputs</b>: for each, the digests of its parts in their order, and the choice of columns. Not which partitions
 *       they are, which the function is not told; the texts keep that for people. Of a source's file also the name, which
 *       {@link DataFile} does tell.
 *   <li><b>Settings, partition and seed</b>: those that the function can read from its context; all of them where that is
 *       not known, none without a context. So a function that does not ask for its partition, given the same bytes in
 *       another one, is not run again. Not the number of the attempt:
 *       a result must not depend on it.
 *   <li><b>What the step declares</b>: the content of files, by the path that the step asks for; the values of
 *       environment variables, of which only digests are kept; the digest of an image; the major version of the JDK.
 * </ul>
 *
 * <p>Of a step whose results are shared, the names of pipeline, step, inputs and outputs do not count, only their order.
 */
public final class StepKey {
    /** To be raised when the same value would be written as other bytes, or when the rules above change. */
    private static final KeyPart SCHEMA_VERSION = KeyPart.ofText(Kind.SCHEMA_VERSION, "key", "2");

    static final String SEED = "seed";
    static final String PARTITION = "partition";
    static final String VARIABLE = "environment variable ";

    private static final Surroundings PROCESS = Surroundings.ofProcess();
    private static final CanonicalJson JSON = new CanonicalJson();

    private StepKey() {}

    /**
     * The key of one step for one partition, in this process.
     *
     * @param settings of the run
     * @param inputs in the order of the step's inputs
     */
    public static CacheKey of(
            PipelineName pipeline,
            StepDefinition step,
            CodeDigest code,
            PartitionKey partition,
            Record settings,
            long seed,
            List<ResolvedInput> inputs) {
        return of(pipeline, step, code, partition, settings, seed, inputs, PROCESS);
    }

    static CacheKey of(
            PipelineName pipeline,
            StepDefinition step,
            CodeDigest code,
            PartitionKey partition,
            Record settings,
            long seed,
            List<ResolvedInput> inputs,
            Surroundings surroundings) {
        boolean shared = isShared(step);
        List<KeyPart> parts = new ArrayList<>(ofCode(pipeline, step, code));
        parts.add(SCHEMA_VERSION);
        Optional<StepCode> reached = code.step(step.name());
        for (int i = 0; i < inputs.size(); i++) {
            addInput(
                    parts,
                    inputs.get(i),
                    shared ? "input " + (i + 1) : inputs.get(i).name());
        }
        if (step.usesContext()) {
            ContextReads reads = reached.map(StepCode::reads).orElseGet(ContextReads::everything);
            addSettings(parts, settings, reads);
            if (reads.partition()) {
                parts.add(KeyPart.ofText(Kind.ENVIRONMENT, PARTITION, partition.value()));
            }
            if (reads.seed()) {
                String whose = pipeline + "/" + step.name() + (partition.isWhole() ? "" : " for " + partition);
                parts.add(new KeyPart(Kind.ENVIRONMENT, SEED, Digest.ofText(Long.toString(seed)), "that of " + whose));
            }
        }
        addDeclared(parts, step.cache(), surroundings);
        return CacheKey.of(parts);
    }

    /** What the code puts into the key, whatever the data. */
    public static List<KeyPart> ofCode(PipelineName pipeline, StepDefinition step, CodeDigest code) {
        boolean shared = isShared(step);
        List<KeyPart> parts = new ArrayList<>();
        Optional<StepCode> reached = code.step(step.name());
        parts.add(reached.map(r -> new KeyPart(Kind.CODE, "code", r.digest(), code.text() + "\n" + r.text()))
                .orElseGet(() -> new KeyPart(Kind.CODE, "code", code.digest(), code.text())));
        parts.add(KeyPart.ofText(
                Kind.CODE, "function", (shared ? "shared" : pipeline + "/" + step.name()) + function(step)));
        for (int i = 0; i < step.outputs().size(); i++) {
            OutputDefinition output = step.outputs().get(i);
            parts.add(KeyPart.ofText(Kind.CODE, "output " + (shared ? i + 1 : output.name()), typeText(output.type())));
        }
        return parts;
    }

    private static boolean isShared(StepDefinition step) {
        return step.cache().scope() == CachePolicy.Scope.SHARED;
    }

    /** Of a variable it is told whether it is set, not to what: it may be a secret. */
    private static void addDeclared(List<KeyPart> parts, CachePolicy policy, Surroundings surroundings) {
        for (String name : policy.variables()) {
            Optional<String> value = surroundings.variable(name);
            parts.add(new KeyPart(
                    Kind.ENVIRONMENT,
                    VARIABLE + name,
                    Digest.ofText(value.map(v -> "set to " + v).orElse("not set")),
                    value.isPresent() ? "set" : "not set"));
        }
        policy.image().ifPresent(image -> parts.add(KeyPart.ofText(Kind.ENVIRONMENT, "image", image)));
        if (policy.jdk()) {
            parts.add(KeyPart.ofText(Kind.ENVIRONMENT, "JDK", Integer.toString(surroundings.jdk())));
        }
    }

    private static String function(StepDefinition step) {
        return ": "
                + step.code()
                        .map(c -> c.owner() + "." + name(c.method()) + c.descriptor())
                        .orElse("");
    }

    /** The compiler numbers lambdas; what they do is part of the code. */
    private static String name(String method) {
        return method.startsWith("lambda$") ? "lambda" : method;
    }

    private static String typeText(ValueType type) {
        return type.type().getTypeName()
                + type.codec().map(c -> " by " + c.getClass().getName()).orElse("");
    }

    private static void addInput(List<KeyPart> parts, ResolvedInput input, String name) {
        if (input.isFile()) {
            InputPart file = input.parts().get(0);
            parts.add(new KeyPart(
                    Kind.ENVIRONMENT, input.name(), file.digest(), file.digest().shortHex()));
            return;
        }
        for (InputPart part : input.parts()) {
            parts.add(new KeyPart(Kind.INPUT, name, seen(input, part), part.label()));
        }
        input.columns()
                .ifPresent(columns ->
                        parts.add(KeyPart.ofText(Kind.CODE, "choice of columns of " + name, columnsText(columns))));
    }

    /** What the function sees of a part of an input, as it stands in the key. */
    public static Digest seen(ResolvedInput input, InputPart part) {
        return input.type().raw() == DataFile.class
                ? Digest.ofText(part.digest() + " " + part.displayName())
                : part.digest();
    }

    private static String columnsText(ColumnSelection columns) {
        return (columns.keep() ? "only " : "all but ") + String.join(", ", columns.names());
    }

    private static void addSettings(List<KeyPart> parts, Record settings, ContextReads reads) {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            if (!reads.reads(component.getName())) {
                continue;
            }
            try {
                component.getAccessor().setAccessible(true);
                Object value = component.getAccessor().invoke(settings);
                parts.add(KeyPart.ofText(Kind.SETTING, component.getName(), JSON.text(value)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(
                        "Setting \"" + component.getName() + "\" cannot be read from its record "
                                + settings.getClass().getName(),
                        e);
            }
        }
    }
}
