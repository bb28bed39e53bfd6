package dev.rondo.definition;

import java.util.List;

/**
 * Where the code of a step begins: the method that a method reference names, or the method that the compiler made for a
 * lambda.
 *
 * @param owner the class, as in {@link Class#getName()}
 * @param method the method's name
 * @param descriptor the method's descriptor as in a class file
 * @param captured what a lambda or method reference brings along from where it was written: variables, {@code this}; in
 *     the place of null an empty {@link java.util.Optional}
 * @param loader finds the owner and everything it uses: the class loader of the class in which the step was written
 */
public record CodeReference(String owner, String method, String descriptor, List<Object> captured, ClassLoader loader) {
    public CodeReference {
        captured = List.copyOf(captured);
    }

    /** A function that brings nothing along. */
    public CodeReference(String owner, String method, String descriptor, ClassLoader loader) {
        this(owner, method, descriptor, List.of(), loader);
    }

    @Override
    public String toString() {
        return owner.substring(owner.lastIndexOf('.') + 1) + "." + method;
    }
}
