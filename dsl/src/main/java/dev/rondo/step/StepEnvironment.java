package dev.rondo.step;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a step says that its result depends on beside its code, inputs and settings. All of it belongs to the key of its
 * results.
 *
 * @param variables names of environment variables
 * @param files paths below the server's data root, with {@code /} between their parts
 * @param image the digest of the container image that the step works in, such as {@code sha256:0a1b…}
 */
public record StepEnvironment(Set<String> variables, Set<String> files, Optional<String> image) {
    /** Nothing is declared. */
    public static final StepEnvironment NONE = new StepEnvironment(Set.of(), Set.of(), Optional.empty());

    public StepEnvironment {
        variables = copy(variables);
        files = copy(files);
    }

    /** These environment variables as well. Of their values only digests are stored. */
    public StepEnvironment variable(String... names) {
        Set<String> all = new LinkedHashSet<>(variables);
        all.addAll(Arrays.asList(names));
        return new StepEnvironment(all, files, image);
    }

    /**
     * This file as well, by its content. It lies below the server's data root, as the files of sources do, and is read
     * with {@link StepContext#file}; one file serves all partitions.
     */
    public StepEnvironment file(String path) {
        Set<String> all = new LinkedHashSet<>(files);
        all.add(path);
        return new StepEnvironment(variables, all, image);
    }

    /**
     * The container image that the step works in, by its digest: {@code sha256:} with 64 hexadecimal digits, after the
     * image's name and {@code @} or alone. The name does not count: the same digest is the same image. Rondo does not
     * start the image; whoever deploys the pipeline says which it is.
     */
    public StepEnvironment image(String digest) {
        return new StepEnvironment(variables, files, Optional.of(digest));
    }

    /** In the order in which they were named. */
    private static Set<String> copy(Set<String> names) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }
}
