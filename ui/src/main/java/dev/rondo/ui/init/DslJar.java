package dev.rondo.ui.init;

import dev.rondo.pipeline.Pipeline;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The jar that pipelines are written against, as it lies in {@code lib} beside {@code rondo.jar}; and how it becomes an
 * artifact that Maven can find. Its pom is written anew without its parent, which a user does not have: what it depends
 * on stands in the pom inside the jar, and in which version, in the names of the jars beside it.
 *
 * @param version the version of this Rondo and the beginning of the jar's digest: Maven keeps what it once found under a
 *     version for ever, also when another build of the same version takes its place
 */
record DslJar(Path jar, String version) {
    private static final String ARTIFACT = "rondo-dsl";
    private static final Pattern NAME = Pattern.compile(ARTIFACT + "-(.+)\\.jar");
    private static final String POM = "META-INF/maven/dev.rondo/" + ARTIFACT + "/pom.xml";

    private record Dependency(String group, String artifact, String version) {}

    /** @throws InitException when this program does not run from its jars */
    static DslJar ofThisProgram() throws IOException {
        try {
            Path place = Path.of(Pipeline.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Matcher name = NAME.matcher(String.valueOf(place.getFileName()));
            if (Files.isRegularFile(place) && name.matches()) {
                String content = sha1(Files.readAllBytes(place)).substring(0, 8);
                return new DslJar(place, name.group(1) + "-" + content);
            }
            throw new InitException("A project is built against the jars of Rondo, but this Rondo runs from " + place
                    + ". Build it (mvn package) and use ui/target/rondo");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The place of a jar is always a URI", e);
        }
    }

    /** Puts jar and pom, with their checksums, into a Maven repository. */
    void install(Path repository) throws IOException {
        Path folder = repository.resolve("dev/rondo").resolve(ARTIFACT).resolve(version);
        Files.createDirectories(folder);
        put(folder.resolve(ARTIFACT + "-" + version + ".jar"), Files.readAllBytes(jar));
        put(folder.resolve(ARTIFACT + "-" + version + ".pom"), pom().getBytes(StandardCharsets.UTF_8));
    }

    private static void put(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        Files.writeString(file.resolveSibling(file.getFileName() + ".sha1"), sha1(bytes));
    }

    /** Maven's checksum; it protects against accidents, not against people. */
    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1; this one has not", e);
        }
    }

    private String pom() throws IOException {
        StringBuilder text = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>dev.rondo</groupId>
                  <artifactId>rondo-dsl</artifactId>
                  <version>%s</version>
                  <dependencies>
                """.formatted(version));
        for (Dependency dependency : dependencies()) {
            text.append("""
                        <dependency>
                          <groupId>%s</groupId>
                          <artifactId>%s</artifactId>
                          <version>%s</version>
                        </dependency>
                    """.formatted(dependency.group(), dependency.artifact(), dependency.version()));
        }
        return text.append("  </dependencies>\n</project>\n").toString();
    }

    private List<Dependency> dependencies() throws IOException {
        List<Dependency> found = new ArrayList<>();
        NodeList all = ownPom().getElementsByTagName("dependency");
        for (int i = 0; i < all.getLength(); i++) {
            Element each = (Element) all.item(i);
            if (!text(each, "scope").equals("test")) {
                String artifact = text(each, "artifactId");
                found.add(new Dependency(text(each, "groupId"), artifact, versionBeside(artifact)));
            }
        }
        return found;
    }

    private Document ownPom() throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            ZipEntry entry = file.getEntry(POM);
            if (entry == null) {
                throw new InitException(jar + " was not built by Maven: it holds no " + POM
                        + ". Use the jar of a distribution, or build it with mvn package");
            }
            DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
            parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder parser = parsers.newDocumentBuilder();
            try (InputStream in = file.getInputStream(entry)) {
                return parser.parse(in);
            }
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("The pom in " + jar + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text(Element parent, String name) {
        NodeList children = parent.getElementsByTagName(name);
        return children.getLength() == 0
                ? ""
                : children.item(0).getTextContent().strip();
    }

    private String versionBeside(String artifact) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(artifact) + "-(\\d.*)\\.jar");
        try (Stream<Path> files = Files.list(jar.resolveSibling("."))) {
            return files.map(f -> name.matcher(String.valueOf(f.getFileName())))
                    .filter(Matcher::matches)
                    .map(m -> m.group(1))
                    .findFirst()
                    .orElseThrow(() -> new InitException("There is no " + artifact + " jar beside " + jar
                            + ". Keep the lib folder of the distribution complete"));
        }
    }
}
