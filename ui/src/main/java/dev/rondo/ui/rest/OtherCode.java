package dev.rondo.ui.rest;

import dev.rondo.definition.Problem;
import dev.rondo.engine.deploy.Deployment;
import java.util.List;

/** Loads code that is not deployed, so that a plan can say what it would do. */
@FunctionalInterface
public interface OtherCode {

    /**
     * Loads and compiles what is there, leaving out what is broken.
     *
     * @param place a jar, a folder of jars or a folder of classes, on the server's machine
     */
    Found load(String place);

    /**
     * What is there.
     *
     * @param problems what is wrong with it, and warnings
     */
    record Found(List<Deployment> pipelines, List<Problem> problems) {
        public Found {
            pipelines = List.copyOf(pipelines);
            problems = List.copyOf(problems);
        }
    }
}
