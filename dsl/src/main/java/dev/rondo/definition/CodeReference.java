package dev.rondo.definition;

/**
 * Where the code of a step begins: the method that a method reference names, or the method that the compiler made for a
 * lambda.
 *
 * @param owner the class, as in {@link Class#getName()}
 * @param method the method's name
 * @param descriptor the method's descriptor as in a class file
 * @param loader finds the owner and everything it uses: the class loader of the class in which the step was written
 */
public record CodeReference(String owner, String method, String descriptor, ClassLoader loader) {
    @Override
    public String toString() {
        return owner.substring(owner.lastIndexOf('.') + 1) + "." + method;
    }
}
