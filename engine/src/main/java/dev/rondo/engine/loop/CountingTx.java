package dev.rondo.engine.loop;

import dev.rondo.engine.store.RowMapper;
import dev.rondo.engine.store.StoreException;
import dev.rondo.engine.store.Tx;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Counts the statements that write, so that a message that failed before its first one need not be undone. */
final class CountingTx implements Tx {
    private final Tx tx;
    private long writes;

    CountingTx(Tx tx) {
        this.tx = tx;
    }

    long writes() {
        return writes;
    }

    @Override
    public int update(String sql, Object... args) {
        writes++;
        return tx.update(sql, args);
    }

    @Override
    public boolean updateOne(String sql, Object... args) {
        writes++;
        return tx.updateOne(sql, args);
    }

    @Override
    public int[] batch(String sql, List<Object[]> rows) {
        writes++;
        return tx.batch(sql, rows);
    }

    @Override
    public void later(String sql, Object... args) {
        writes++;
        tx.later(sql, args);
    }

    @Override
    public void laterAll(String sql, List<Object[]> rows) {
        writes++;
        tx.laterAll(sql, rows);
    }

    @Override
    public void mustChangeEach(String sql, List<Object[]> rows, Supplier<StoreException> otherwise) {
        writes++;
        tx.mustChangeEach(sql, rows, otherwise);
    }

    @Override
    public long numbers(String table, String column, int count) {
        return tx.numbers(table, column, count);
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper, Object... args) {
        return tx.query(sql, mapper, args);
    }

    @Override
    public <T> Optional<T> one(String sql, RowMapper<T> mapper, Object... args) {
        return tx.one(sql, mapper, args);
    }
}
