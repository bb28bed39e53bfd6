package dev.rondo.engine.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What one kind of database needs said in its own words. Everything else is SQL that all of them understand: an embedded
 * H2 is {@link H2}; a server such as PostgreSQL is one more implementation, chosen in {@link #of}.
 */
interface Dialect {

    static Dialect of(StoreSettings settings) {
        if (settings.place() instanceof StoreSettings.Place.Home home) {
            return H2.inFile(home.directory().resolve(Home.DATABASE));
        }
        if (settings.place() instanceof StoreSettings.Place.Memory memory) {
            return H2.inMemory(memory.name());
        }
        throw new StoreException(
                StoreException.Kind.UNSUPPORTED,
                "No store can be opened at " + settings.place() + ": this version keeps its tables in a home directory"
                        + " or in memory; leave the database address out and name a home directory instead");
    }

    /**
     * Makes sure that the database opens with its newest commit, however it was closed. Called while the home is ours and
     * before the first connection.
     */
    void recover(String where);

    /** The address for JDBC. */
    String url();

    /** The address for JDBC of a database that must exist already. */
    String urlOfExisting();

    String user();

    /** Whether there is a disk that commits can be forced to. */
    boolean hasDisk();

    /** Returns once the disk has every commit of this connection. */
    void force(Connection writer) throws SQLException;

    /** The last statement of the last connection. */
    void shutDown(Connection writer) throws SQLException;

    /** Says why the database at {@code where} could not be opened and what to do. */
    StoreException cannotOpen(String where, SQLException cause);
}
