package dev.rondo.ui.cli;

import dev.rondo.ui.init.InitException;
import dev.rondo.ui.init.NewProject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo init}: a project of one's own. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Writes a Maven project with a small pipeline and its unit test, ready to build and to serve.")
final class InitCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Where to write it; missing or empty.")
    private Path folder = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", description = "The pipeline's name. Default: the folder's.")
    private @Nullable String name;

    /** For picocli, which fills in the specification before it runs anything. */
    @SuppressWarnings("NullAway.Init")
    InitCommand() {}

    @Override
    public Integer call() throws IOException {
        try {
            NewProject project = name == null ? NewProject.in(folder) : new NewProject(folder, name);
            project.write();
            spec.commandLine().getOut().print("""
                    Wrote the project %s with the pipeline %s to %s. Next:

                      cd %s
                      mvn verify
                      %s serve --pipelines target/%s.jar --data data
                    """.formatted(
                            project.name(), project.className(), folder, folder, program(), project.name()));
            spec.commandLine().getOut().flush();
            return ExitCode.DONE;
        } catch (InitException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** How this program was started: by the launcher beside its jar, or by the jar. */
    private static String program() {
        URI place = URI.create(String.valueOf(
                InitCommand.class.getProtectionDomain().getCodeSource().getLocation()));
        Path jar = Path.of(place);
        Path launcher = jar.resolveSibling("rondo");
        return Files.isExecutable(launcher) ? launcher.toString() : "java -jar " + jar;
    }
}
