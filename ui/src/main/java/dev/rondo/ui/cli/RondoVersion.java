package dev.rondo.ui.cli;

import dev.rondo.ui.server.Server;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, from its jar. */
public final class RondoVersion implements IVersionProvider {

    /** Such as {@code 0.1.0}; {@code development} when it does not run from its jar. */
    public static String text() {
        return Server.version();
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "Rondo " + text(),
            "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")",
        };
    }
}
