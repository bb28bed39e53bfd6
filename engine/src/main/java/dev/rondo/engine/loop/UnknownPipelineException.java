package dev.rondo.engine.loop;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.deploy.Deployment;
import java.util.List;

/** A request names a pipeline that is not deployed. */
public final class UnknownPipelineException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public UnknownPipelineException(PipelineName name, List<Deployment> deployed) {
        super("No pipeline " + name + " is deployed"
                + (deployed.isEmpty()
                        ? "; none is. Start the server with --pipelines JAR-OR-DIR"
                        : "; deployed are "
                                + deployed.stream()
                                        .map(d -> d.pipeline().name().value())
                                        .toList()));
    }
}
