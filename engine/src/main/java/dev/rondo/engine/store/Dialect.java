package dev.rondo.engine.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * What one kind of database needs said in its own words: {@link H2} inside this process, {@link Postgres} on a server.
 * Everything else is SQL that both understand.
 */
interface Dialect {

    static Dialect of(StoreSettings settings) {
        if (settings.place() instanceof StoreSettings.Place.Home home) {
            return H2.inFile(home.directory().resolve(Home.DATABASE), settings.durability());
        }
        if (settings.place() instanceof StoreSettings.Place.Memory memory) {
            return H2.inMemory(memory.name());
        }
        if (settings.place() instanceof StoreSettings.Place.Server server
                && server.jdbcUrl().startsWith("jdbc:postgresql:")) {
            return new Postgres(server, settings.durability());
        }
        throw new StoreException(
                StoreException.Kind.UNSUPPORTED,
                "No store can be opened at " + settings.place() + ": the tables are kept in a home directory, or on a"
                        + " PostgreSQL server, whose address is jdbc:postgresql://HOST:PORT/DATABASE");
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

    /** The address for JDBC of connections that read, opened once there is one that writes. */
    String urlOfReaders();

    /** Name, password, and what else the driver is told. */
    Properties login();

    /** Where Flyway finds what only this kind of database needs, beside the scripts for all. */
    List<String> ownScripts();

    /**
     * Whether other processes can reach this database while we use it. Then a lease says whose it is, and the connection
     * to it can be lost.
     */
    boolean shared();

    /** Whether there is a disk that commits can be forced to. */
    boolean hasDisk();

    /** Prepares a fresh connection for writing, before anything is asked over it. */
    void prepare(Connection writer) throws SQLException;

    /** From now on transactions have turns, and {@link #keep} may find a cheaper way for them than {@link #force}. */
    void begin(Connection writer) throws SQLException;

    /**
     * Makes sure that what a transaction has changed survives, before its commit.
     *
     * @param recording all that the transaction has sent to change rows, but for the number of its turn
     * @return false if it does not survive yet; then the commit must be {@linkplain #force forced}
     * @throws IOException when it is not known whether it survives
     */
    boolean keep(Recording recording, long epoch, long turn) throws IOException;

    /** Whether {@link #keep} waits for the disk, so that something else is better done meanwhile. */
    boolean keepWaits();

    /**
     * Makes sure that the transaction that was kept last, and has failed since, does not survive.
     *
     * @throws IOException when it is not known whether it does
     */
    void takeBack() throws IOException;

    /** The level, as JDBC names it, at which all queries of a transaction see one state of all tables. */
    String isolationOfReaders();

    /** Statements for every fresh connection for reading; may be empty. */
    String readerSettings();

    /** Returns once the disk has every commit of this connection. */
    void force(Connection writer) throws SQLException;

    /** How often the disk was waited for; 0 where a server does. */
    long forces();

    /** Lets the database's own files follow and keeps them small; after every commit that was not forced. */
    void tidy(Connection writer) throws SQLException;

    /** From now on {@link #hears} tells on this connection when a request for a run was written. */
    void listen(Connection connection) throws SQLException;

    /** Waits for a request for a run, at most this long; whether one was written. */
    boolean hears(Connection connection, int millis) throws SQLException;

    /** Copies the database into a zip file, once all is forced; for one that is in a home. */
    void copy(Connection writer, Path zip) throws SQLException;

    /** The last statement of the last connection. */
    void shutDown(Connection writer) throws SQLException;

    /** Lets go of its files, whatever state they are in; the last connection is closed, or about to be. */
    void discard();

    /** Says why the database at {@code where} could not be opened and what to do. */
    StoreException cannotOpen(String where, SQLException cause);
}
