package dev.rondo.ui.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the program's own log goes: to standard error, warnings of libraries and everything from INFO of Rondo. {@code
 * RONDO_LOG} names another level, such as {@code debug}, for Rondo.
 *
 * <p>In code, because reading a configuration file would be a tenth of the time that a start takes.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{0} - %msg%n");
        encoder.start();

        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();

        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        String level = Optional.ofNullable(System.getenv("RONDO_LOG")).orElse("info");
        context.getLogger("dev.rondo").setLevel(Level.toLevel(level, Level.INFO));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Only what went wrong, unless the user asked for more: for commands whose output is their answer. */
    static void quiet() {
        if (System.getenv("RONDO_LOG") == null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("dev.rondo").setLevel(Level.WARN);
        }
    }
}
