package dev.rondo.engine.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements of one transaction about whose outcome nobody has asked yet, in the order in which they are to be done. Each
 * message to a server and back takes as long as the server needs for several of them, so they wait here and go together.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Outbox {
    /** A statement with more rows goes by itself, as a batch: the driver has a better way for many rows. */
    private static final int FEW = 4;

    /** Statements in one parcel; so that few different parcels are made, and each is worth preparing. */
    private static final int MOST = 40;

    private final List<Write> waiting = new ArrayList<>();
    private int rows;

    /**
     * A statement that is to be done for each of the rows.
     *
     * @param rows arguments as {@link Binding#plain} makes them
     * @param otherwise what to throw unless each row of arguments changes one row; empty where any number will do
     */
    record Write(String sql, List<@Nullable Object[]> rows, Optional<Supplier<StoreException>> otherwise) {
        boolean few() {
            return rows.size() <= FEW;
        }

        /** @param changed how many rows all rows of arguments have changed, none of them more than one */
        void checkAll(int changed) {
            if (otherwise.isPresent() && changed != rows.size()) {
                throw otherwise.get().get();
            }
        }

        /** @param changed how many rows each row of arguments has changed, from the place {@code from} on */
        void check(List<Integer> changed, int from) {
            if (otherwise.isPresent()) {
                for (int count : changed.subList(from, from + rows.size())) {
                    if (count != 1) {
                        throw otherwise.get().get();
                    }
                }
            }
        }
    }

    /** What goes in one message: one statement with many rows, or several with few. */
    record Parcel(List<Write> writes) {
        /** Whether it is sent as a batch of one statement. */
        boolean isBatch() {
            return writes.size() == 1 && !writes.get(0).few();
        }

        /** Each statement as often as it has rows. */
        List<String> statements() {
            List<String> all = new ArrayList<>();
            for (Write write : writes) {
                write.rows().forEach(row -> all.add(write.sql()));
            }
            return all;
        }

        /** As {@link #statements}, but the server itself refuses those that must change one row and do not. */
        List<String> insisting() {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < writes.size(); i++) {
                Write write = writes.get(i);
                String sql = write.otherwise().isPresent() ? Insist.onOneRow(write.sql(), i) : write.sql();
                write.rows().forEach(row -> all.add(sql));
            }
            return all;
        }

        /** What to throw for a failure of one of the {@link #insisting} statements, if it is that of a row that must change. */
        Optional<StoreException> otherwise(SQLException failure) {
            OptionalInt refused = Insist.failed(failure);
            return refused.isPresent()
                    ? writes.get(refused.getAsInt()).otherwise().map(Supplier::get)
                    : Optional.empty();
        }
    }

    /** Adds a statement; rows for one that would be the last to go are added to it. */
    void add(String sql, List<@Nullable Object[]> rows, Optional<Supplier<StoreException>> otherwise) {
        this.rows += rows.size();
        Write last = waiting.isEmpty() ? null : waiting.get(waiting.size() - 1);
        if (last != null
                && last.otherwise().isEmpty()
                && otherwise.isEmpty()
                && last.sql().equals(sql)) {
            last.rows().addAll(rows);
        } else {
            waiting.add(new Write(sql, new ArrayList<>(rows), otherwise));
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many rows of arguments wait. */
    int rows() {
        return rows;
    }

    void clear() {
        waiting.clear();
        rows = 0;
    }

    /** All that waits, in its order; nothing waits afterwards. */
    List<Write> takeWrites() {
        List<Write> all = List.copyOf(waiting);
        clear();
        return all;
    }

    /** All that waits, packed in its order; nothing waits afterwards. */
    List<Parcel> take() {
        List<Parcel> parcels = new ArrayList<>();
        List<Write> open = new ArrayList<>();
        int statements = 0;
        for (Write write : waiting) {
            if (!write.few() || statements + write.rows().size() > MOST) {
                close(open, parcels);
                open = new ArrayList<>();
                statements = 0;
            }
            if (write.few()) {
                open.add(write);
                statements += write.rows().size();
            } else {
                parcels.add(new Parcel(List.of(write)));
            }
        }
        close(open, parcels);
        clear();
        return parcels;
    }

    private static void close(List<Write> open, List<Parcel> parcels) {
        if (!open.isEmpty()) {
            parcels.add(new Parcel(open));
        }
    }
}
