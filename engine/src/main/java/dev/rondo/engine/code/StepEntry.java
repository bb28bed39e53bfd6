package dev.rondo.engine.code;

import dev.rondo.definition.CodeReference;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.ValueType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads from a compiled step where its code begins, and what the engine does with the user's classes around it. */
public final class StepEntry {
    private final PipelineDefinition pipeline;
    private final StepDefinition step;
    private final Set<String> exposed = new LinkedHashSet<>();
    private final Set<String> objects = new LinkedHashSet<>();
    private boolean unknownState;

    private StepEntry(PipelineDefinition pipeline, StepDefinition step) {
        this.pipeline = pipeline;
        this.step = step;
    }

    /** Empty for a step that the engine itself carries out. */
    public static Optional<CodeEntry> of(PipelineDefinition pipeline, StepDefinition step) {
        return step.code().map(code -> new StepEntry(pipeline, step).read(code));
    }

    private CodeEntry read(CodeReference code) {
        Set<String> inputTypes = new LinkedHashSet<>();
        step.inputs().forEach(input -> {
            inputTypes.add(internal(input.type().raw()));
            value(input.type());
        });
        step.outputs().forEach(output -> value(output.type()));
        Stream<org.objectweb.asm.Type> signature =
                Arrays.stream(org.objectweb.asm.Type.getArgumentTypes(code.descriptor()));
        if (step.outputsAreRecord()) {
            signature = Stream.concat(signature, Stream.of(org.objectweb.asm.Type.getReturnType(code.descriptor())));
        }
        signature
                .filter(type -> type.getSort() == org.objectweb.asm.Type.OBJECT)
                .map(org.objectweb.asm.Type::getInternalName)
                .filter(type -> !inputTypes.contains(type) && !isCaptured(code, type))
                .forEach(exposed::add);
        CapturedValues captured = CapturedValues.of(code.captured());
        captured.objects().forEach(this::object);
        captured.types().forEach(type -> objects.add(internal(type)));
        return new CodeEntry(
                code.owner().replace('.', '/'),
                code.method(),
                code.descriptor(),
                List.copyOf(exposed),
                List.copyOf(objects),
                captured.texts(),
                unknownState ? Optional.of(pipeline.pipelineClass().replace('.', '/')) : Optional.empty(),
                internal(pipeline.settings().type()),
                step.usesContext());
    }

    /** What a lambda brings along becomes parameters of the method behind it. */
    private static boolean isCaptured(CodeReference code, String type) {
        return code.captured().stream()
                .anyMatch(value -> internal(value.getClass()).equals(type));
    }

    private void value(ValueType type) {
        type.codec().ifPresentOrElse(this::object, () -> look(type.type()));
    }

    /** Values without a codec are written and read by reflection. */
    private void look(Type type) {
        if (type instanceof Class<?> c) {
            exposed.add(internal(c.isArray() ? c.getComponentType() : c));
        } else if (type instanceof ParameterizedType p) {
            look(p.getRawType());
            for (Type argument : p.getActualTypeArguments()) {
                look(argument);
            }
        }
    }

    private void object(Object object) {
        objects.add(internal(object.getClass()));
        unknownState |= hasState(object.getClass());
    }

    private static boolean hasState(Class<?> type) {
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            boolean state = at.isHidden()
                    || Arrays.stream(at.getDeclaredFields()).anyMatch(f -> !Modifier.isStatic(f.getModifiers()));
            if (state) {
                return true;
            }
        }
        return false;
    }

    private static String internal(Class<?> type) {
        return type.getName().replace('.', '/');
    }
}
