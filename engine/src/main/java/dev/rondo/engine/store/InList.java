package dev.rondo.engine.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Asks for many keys at once, some hundreds per statement. A list is filled up with its last key to a power of two, so
 * that few different statements are prepared.
 */
final class InList {
    private static final int MOST = 256;

    private InList() {}

    /**
     * Asks for all {@code keys}.
     *
     * @param query takes the placeholders, such as {@code ?, ?}, and their arguments
     */
    static <T> List<T> ask(Collection<?> keys, BiFunction<String, Object[], List<T>> query) {
        List<Object> all = new ArrayList<>(keys);
        List<T> found = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST) {
            List<Object> some = new ArrayList<>(all.subList(from, Math.min(all.size(), from + MOST)));
            int size = Math.max(1, Integer.highestOneBit(some.size() * 2 - 1));
            Object last = some.get(some.size() - 1);
            while (some.size() < size) {
                some.add(last);
            }
            found.addAll(query.apply(String.join(", ", Collections.nCopies(size, "?")), some.toArray()));
        }
        return found;
    }
}
