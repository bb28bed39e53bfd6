package dev.rondo.engine.artifact;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The lists that were taken apart last: the attempts of one fan-out all ask for the same one. */
final class ListMemo {
    private static final int MOST = 16;

    /** Guarded by itself, while a list is taken apart too, so that many who ask at once wait for one. */
    private final Map<Digest, SoftReference<ListElements>> kept = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, SoftReference<ListElements>> eldest) {
            return size() > MOST;
        }
    };

    ListElements get(Digest list, Supplier<ListElements> read) {
        synchronized (kept) {
            Optional<ListElements> known = Optional.ofNullable(kept.get(list)).map(SoftReference::get);
            ListElements elements = known.orElseGet(read);
            if (known.isEmpty()) {
                kept.put(list, new SoftReference<>(elements));
            }
            return elements;
        }
    }
}
