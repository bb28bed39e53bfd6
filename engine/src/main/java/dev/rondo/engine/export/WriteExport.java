package dev.rondo.engine.export;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.artifact.ArtifactDamagedException;
import dev.rondo.engine.artifact.ArtifactMissingException;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.deploy.Deployments;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.Database;
import dev.rondo.graph.GraphText;
import dev.rondo.graph.PipelineGraph;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes what a run was made of into one zip file: a description, the graph, the code, what it read, and its logs. What it
 * made is there by digest alone.
 *
 * <p><b>Threads:</b> safe for many.
 */
public final class WriteExport {
    static final String ARTIFACTS = "artifacts/";
    static final String CODE = "code/";
    private static final String GRAPH = "graph.mmd";
    private static final String LOGS = "logs";

    private final Database database;
    private final Deployments deployments;
    private final ArtifactStore artifacts;
    private final Path home;

    public WriteExport(Database database, Deployments deployments, ArtifactStore artifacts, Path home) {
        this.database = database;
        this.deployments = deployments;
        this.artifacts = artifacts;
        this.home = home;
    }

    /**
     * Says what an export of a run would hold.
     *
     * @param mostBytes of inputs; what does not fit is left out and named
     * @throws ExportException when the run is not there, has not ended, or its code is lost
     */
    public ExportedRun describe(RunId run, long mostBytes) {
        return database.read(tx -> new DescribeRun(tx, deployments, artifacts, mostBytes).of(run));
    }

    /** Writes what {@link #describe} has described; the stream stays open. */
    public void write(ExportedRun run, OutputStream out) {
        try {
            ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
            zip.setLevel(Deflater.BEST_SPEED);
            text(zip, ExportedRun.ENTRY, run.json());
            graph(zip, run);
            Set<String> digests = new LinkedHashSet<>();
            run.inputs().stream().filter(ExportedRun.Input::included).forEach(i -> digests.add(i.digest()));
            run.champions().stream().filter(ExportedRun.Champion::included).forEach(c -> digests.add(c.digest()));
            for (String digest : digests) {
                Path content = artifacts.path(new Digest(digest));
                if (Files.isDirectory(content)) {
                    folder(zip, content, ARTIFACTS + digest + "/");
                } else {
                    file(zip, content, ARTIFACTS + digest);
                }
            }
            for (String digest :
                    run.code().stream().map(ExportedRun.Code::digest).distinct().toList()) {
                folder(zip, home.resolve("code").resolve(digest), CODE + digest + "/");
            }
            Path logs = home.resolve(LOGS).resolve(run.run());
            if (Files.isDirectory(logs)) {
                folder(zip, logs, LOGS + "/");
            }
            zip.finish();
            zip.flush();
        } catch (ArtifactMissingException | ArtifactDamagedException e) {
            throw new ExportException(
                    "Run " + run.run() + " could not be exported, since not all of what it read is there ("
                            + e.getMessage() + ")",
                    e);
        } catch (IOException | UncheckedIOException e) {
            throw new ExportException(
                    "Run " + run.run() + " could not be exported: " + e + ". What is there of the file is of no use",
                    e);
        }
    }

    private void graph(ZipOutputStream zip, ExportedRun run) throws IOException {
        var pipeline = deployments
                .pinned(PipelineName.of(run.pipeline()), run.code().get(0).digest())
                .orElseThrow();
        text(zip, GRAPH, GraphText.mermaid(PipelineGraph.of(List.of(pipeline.pipeline()))));
    }

    private static void folder(ZipOutputStream zip, Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    file(zip, file, prefix + folder.relativize(file).toString().replace('\\', '/'));
                }
            }
        }
    }

    private static void file(ZipOutputStream zip, Path file, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            zip.putNextEntry(new ZipEntry(name));
            in.transferTo(zip);
            zip.closeEntry();
        }
    }

    private static void text(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
