package dev.rondo.step;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names classes that the code uses although it cannot be seen to, such as those found by reflection or by a library. Where
 * the method or class that carries it is reached, all of these classes counts as the step's code, and a change of them makes
 * the step run again.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.CONSTRUCTOR})
public @interface DependsOn {
    Class<?>[] value();
}
