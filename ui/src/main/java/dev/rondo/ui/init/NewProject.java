package dev.rondo.ui.init;

import dev.rondo.definition.PipelineName;
import dev.rondo.pipeline.Pipeline;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Maven project with one small pipeline that works: code, unit test, data, and Rondo's jar in a Maven repository inside
 * the project, so that it builds wherever it is taken.
 *
 * @param folder where it is written; missing or empty
 * @param name of the pipeline, the jar and the project
 */
public record NewProject(Path folder, String name) {
    /** The user's code; short, to be changed by them. */
    static final String PACKAGE = "pipelines";

    static final String CODE = "Pipeline.java.txt";
    static final String TEST = "PipelineTest.java.txt";

    /** Comments and literals of Java. */
    private static final Pattern NO_CODE = Pattern.compile("(?s)/\\*.*?\\*/|\"[^\"\\n]*\"");

    private static final Pattern NO_WORD = Pattern.compile("\\W+");
    private static final String REPOSITORY = ".rondo/repo";

    public NewProject {
        if (!PipelineName.valid(name)) {
            throw new InitException("\"" + name + "\" cannot be the name of a pipeline: use lower-case letters and"
                    + " digits, joined by single '-', beginning with a letter, such as energy-use. Say it with --name");
        }
    }

    /** Named after its folder. */
    public static NewProject in(Path folder) {
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        return new NewProject(folder, name.toLowerCase(Locale.ROOT).replaceAll("[ _]+", "-"));
    }

    /** Writes all files, or none when the folder is not empty. */
    public void write() throws IOException {
        if (Files.exists(folder) && !isEmptyFolder()) {
            throw new InitException(
                    folder + " is there already and not empty. Name a folder that does not exist, or an empty one");
        }
        DslJar dsl = DslJar.ofThisProgram();
        String source = PACKAGE + "/" + className();
        write("pom.xml", "pom.xml.txt", dsl.version());
        write("README.md", "README.md.txt", dsl.version());
        write("src/main/java/" + source + ".java", CODE, dsl.version());
        write("src/test/java/" + source + "Test.java", TEST, dsl.version());
        write("data/" + name + "/days.csv", "days.csv", dsl.version());
        text(".gitignore", "target/\nrondo-home/\n");
        text(".mvn/maven.config", "-Daether.offline.protocols=file\n"); // so that `mvn --offline` reads the repository
        dsl.install(folder.resolve(REPOSITORY));
    }

    /** Such as {@code EnergyUse} for {@code energy-use}; {@code TablePipeline} for {@code table}, since the code uses Table. */
    public String className() {
        String simple = Arrays.stream(name.split("[-_.]"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        return isTaken(simple) ? simple + "Pipeline" : simple;
    }

    /** Whether a class of that name would stand in the way of one that the project's code uses, or that Java brings. */
    private static boolean isTaken(String simple) {
        boolean used = Stream.of(CODE, TEST)
                .map(NewProject::template)
                .map(text -> NO_CODE.matcher(text).replaceAll(""))
                .anyMatch(code -> Arrays.asList(NO_WORD.split(code)).contains(simple));
        boolean inherited = Arrays.stream(Pipeline.class.getClasses())
                .anyMatch(member -> member.getSimpleName().equals(simple));
        return used || inherited || isOfJava(simple);
    }

    private static boolean isOfJava(String simple) {
        try {
            Class.forName("java.lang." + simple, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private boolean isEmptyFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private void write(String file, String template, String version) throws IOException {
        text(file, filled(template, version));
    }

    /** A template with this project's names in it. */
    String filled(String template, String version) {
        return template(template)
                .replace("@PACKAGE@", PACKAGE)
                .replace("@CLASS@", className())
                .replace("@NAME_METHOD@", nameMethod())
                .replace("@NAME@", name)
                .replace("@VERSION@", version);
    }

    private static String template(String name) {
        try (InputStream in = NewProject.class.getResourceAsStream("/dev/rondo/ui/init/" + name)) {
            if (in == null) {
                throw new IllegalStateException("The template " + name + " is missing from Rondo's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The template " + name + " cannot be read from Rondo's jar", e);
        }
    }

    private void text(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, text);
    }

    /** Only where the name does not follow from the class. */
    private String nameMethod() {
        String derived = className().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        return derived.equals(name) ? "" : """

                    @Override
                    public String name() {
                        return "%s";
                    }
                """.formatted(name);
    }
}
