package dev.rondo.engine.loop;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was used lately, up to a number of entries; what was used longest ago goes first. */
final class LatelyUsed<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    LatelyUsed(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
