package dev.rondo.pipeline;

import dev.rondo.definition.CodeReference;
import dev.rondo.step.StepContext;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the compiler kept of a method reference or lambda: the method behind it and the type that it returns.
 *
 * @param returns the declared type of the result, with its arguments where a method was named; for a lambda whatever
 *     the compiler inferred, without arguments
 * @param usesContext whether the function was given as one that takes the {@link StepContext}
 */
record LambdaCode(CodeReference code, Type returns, boolean usesContext) {
    private static final String TAKES_CONTEXT = "(" + StepContext.class.descriptorString();

    static LambdaCode of(Serializable function) {
        try {
            Method replace = function.getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            SerializedLambda lambda = (SerializedLambda) replace.invoke(function);
            ClassLoader loader = function.getClass().getClassLoader();
            Class<?> owner = Class.forName(lambda.getImplClass().replace('/', '.'), false, loader);
            var code = new CodeReference(
                    owner.getName(),
                    lambda.getImplMethodName(),
                    lambda.getImplMethodSignature(),
                    captured(lambda),
                    loader);
            boolean usesContext = lambda.getFunctionalInterfaceMethodSignature().startsWith(TAKES_CONTEXT);
            return new LambdaCode(code, returnType(owner, lambda), usesContext);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "The function of a step is a method reference or a lambda; "
                            + function.getClass().getName()
                            + " is neither, so its code cannot be followed. Write the class's method as Type::method.",
                    e);
        }
    }

    private static List<Object> captured(SerializedLambda lambda) {
        List<Object> captured = new ArrayList<>();
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            captured.add(Objects.requireNonNullElse(lambda.getCapturedArg(i), Optional.empty()));
        }
        return captured;
    }

    private static Type returnType(Class<?> owner, SerializedLambda lambda) {
        if (lambda.getImplMethodName().equals("<init>")) {
            return owner;
        }
        return Arrays.stream(owner.getDeclaredMethods())
                .filter(m -> m.getName().equals(lambda.getImplMethodName()))
                .filter(m -> descriptor(m).equals(lambda.getImplMethodSignature()))
                .findFirst()
                .map(Method::getGenericReturnType)
                .orElseThrow(() -> new IllegalArgumentException(
                        "No method " + lambda.getImplMethodName() + lambda.getImplMethodSignature() + " in " + owner));
    }

    private static String descriptor(Method method) {
        return java.lang.invoke.MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .toMethodDescriptorString();
    }
}
