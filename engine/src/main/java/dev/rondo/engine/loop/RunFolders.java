package dev.rondo.engine.loop;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.Unit;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the logs and the working folders of attempts are. */
public record RunFolders(Path home) {
    private static final Logger LOG = LoggerFactory.getLogger(RunFolders.class);

    /** The log of an attempt; it need not exist. */
    public Path log(RunId run, StepName step, int attempt) {
        return home.resolve("logs")
                .resolve(run.toString())
                .resolve(step.value())
                .resolve(attempt + ".log");
    }

    /** The log of an attempt of a step or of an item; it need not exist, and that of an item exists only if used. */
    public Path log(RunId run, Unit unit, int attempt) {
        Path ofStep = log(run, unit.step(), attempt);
        return unit.item().isPresent() ? ofStep.resolveSibling("items").resolve(name(unit, attempt) + ".log") : ofStep;
    }

    /** The working folder of an attempt; it need not exist. */
    public Path work(RunId run, Unit unit, int attempt) {
        Path ofStep = workOf(run).resolve(unit.step().value());
        return ofStep.resolve(unit.isItem() ? "item-" + name(unit, attempt) : Integer.toString(attempt));
    }

    private static String name(Unit unit, int attempt) {
        return unit.item().orElseThrow() + "-" + attempt;
    }

    /** Removes the working folders of a run that has ended; what cannot be removed is left for the next start. */
    void removeWork(RunId run) {
        removed(workOf(run), run);
    }

    /** Removes the logs and working folders of a run that is forgotten; false when something could not be removed. */
    public boolean remove(RunId run) {
        boolean work = removed(workOf(run), run);
        return removed(home.resolve("logs").resolve(run.toString()), run) && work;
    }

    private static boolean removed(Path folder, RunId run) {
        if (!Files.exists(folder)) {
            return true;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
            return true;
        } catch (IOException e) {
            LOG.warn("The folder {} of run {} could not be removed and stays: {}", folder, run, e.toString());
            return false;
        }
    }

    private Path workOf(RunId run) {
        return home.resolve("work").resolve(run.toString());
    }
}
