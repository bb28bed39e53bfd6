package dev.rondo.engine.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One transaction. Valid only inside {@link Database#write} or {@link Database#read}.
 *
 * <p>Arguments are bound by position: {@link String}, {@link Long}, {@link Integer}, {@link Double}, {@link Boolean}, {@code byte[]};
 * {@link java.time.Instant} as {@code timestamp with time zone}, cut to microseconds; {@link Optional} by what it holds
 * (absent is SQL's null); an enum by its name; and every record with a single component, such as the ids and
 * {@link dev.rondo.partition.PartitionKey}, by that component.
 *
 * <p><b>Threads:</b> for the thread it was given to.
 */
public interface Tx {

    /** Changes rows and says how many. */
    int update(String sql, Object... args);

    /**
     * Changes the one row that the statement names by its key.
     *
     * @return whether the row was as the statement expected; false when no row matched
     * @throws StoreException when it matched several rows, which means that the statement is wrong
     */
    boolean updateOne(String sql, Object... args);

    /** The same statement for many rows in one go; the result counts the changed rows of each. */
    int[] batch(String sql, List<Object[]> rows);

    /**
     * Changes rows, and nobody asks how many. It is done in its order, but maybe later than this call: before the next
     * question or the commit at the latest. A failure is thrown then, and the transaction is undone as ever.
     */
    void later(String sql, Object... args);

    /** As {@link #later}, for many rows in one go. */
    void laterAll(String sql, List<Object[]> rows);

    /**
     * As {@link #laterAll}, where each row of arguments must change exactly one row. The statement names it by a unique key, for
     * of many rows it may be known only how many were changed in all.
     *
     * @param otherwise what is thrown if one does not, by this call or by one that follows in the transaction
     */
    void mustChangeEach(String sql, List<Object[]> rows, Supplier<StoreException> otherwise);

    /**
     * Numbers for new rows: the first of {@code count} that follow one another, greater than every number in the column and
     * every one that was handed out before in this transaction.
     *
     * <p>The row with the greatest number must never be deleted, for the next transaction goes on from it.
     */
    long numbers(String table, String column, int count);

    <T> List<T> query(String sql, RowMapper<T> mapper, Object... args);

    /**
     * The row, or nothing.
     *
     * @throws StoreException when there are several
     */
    <T> Optional<T> one(String sql, RowMapper<T> mapper, Object... args);
}
