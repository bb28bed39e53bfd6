package dev.rondo.ui.server;

import dev.rondo.engine.EngineSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a server is started with.
 *
 * @param pipelines jars, folders of jars, folders of classes
 * @param host the address to listen on; a loopback address
 * @param port 0 for any that is free
 * @param slots how many attempts run at the same time, at least 1
 * @param work what it does of itself
 */
public record ServerSettings(EngineSettings engine, List<Path> pipelines, String host, int port, int slots, Work work) {
    public static final String LOOPBACK = "127.0.0.1";
    public static final int DEFAULT_PORT = 7070;

    /** How much a server does of itself. */
    public enum Work {
        /** Everything: triggers start runs. */
        EVERYTHING,
        /** What it is asked for, and runs that a former process left unfinished; triggers stay silent. */
        REQUESTS,
        /** It answers questions about what is there, and changes nothing. */
        QUESTIONS
    }

    public ServerSettings {
        pipelines = List.copyOf(pipelines);
        if (!loopback(host)) {
            throw new IllegalArgumentException("The address " + host
                    + " can be reached from other machines, which needs authentication, and this version has none. Use "
                    + LOOPBACK + ", and from elsewhere a tunnel: ssh -L " + DEFAULT_PORT + ":" + LOOPBACK + ":"
                    + DEFAULT_PORT + " this-machine");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A port is 0 (any) to 65535; got " + port);
        }
        if (slots < 1) {
            throw new IllegalArgumentException(
                    "slots counts the attempts that run at the same time, so it is at least 1; got " + slots);
        }
    }

    /** On the loopback address, with as many slots as the machine has processors. */
    public static ServerSettings of(EngineSettings engine, List<Path> pipelines, int port) {
        return new ServerSettings(
                engine, pipelines, LOOPBACK, port, Runtime.getRuntime().availableProcessors(), Work.EVERYTHING);
    }

    public ServerSettings atPort(int other) {
        return new ServerSettings(engine, pipelines, host, other, slots, work);
    }

    public ServerSettings withSlots(int other) {
        return new ServerSettings(engine, pipelines, host, port, other, work);
    }

    public ServerSettings doing(Work other) {
        return new ServerSettings(engine, pipelines, host, port, slots, other);
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "The address " + host + " is not known on this machine. Use " + LOOPBACK, e);
        }
    }
}
