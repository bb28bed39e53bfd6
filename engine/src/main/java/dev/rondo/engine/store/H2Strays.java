package dev.rondo.engine.store;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.Page;
import org.jspecify.annotations.Nullable;

/**
 * Strays: pages to which nothing leads and which H2 2.5.252 counts as needed all the same, for ever, so that their chunks are
 * never used again. When the commit of a deletion empties one of the last two pages under a node, H2 puts a copy of the other
 * into the place of the node, and forgets that the original is not needed any more ({@code CommitDecisionMaker.decide}).
 * docs/decisions/0012 has the figures.
 *
 * <p>A page is given up when two looks have not found it in its table or index, with a whole checkpoint between them, one
 * that began after the first: whatever H2 itself had still to count as removed at the first look is counted by then.
 *
 * <p><b>Threads:</b> the one that writes, while no checkpoint is under way.
 */
final class H2Strays {
    /** Blocks of H2's file, in which the places of chunks are told. */
    private static final long BLOCK = 4096;

    private static final int HEX = 16;

    /** A look that reads more than so many pages is followed by as many checkpoints without one. */
    private static final int PAGES_PER_CHECKPOINT = 500;

    private Set<Long> seen = Set.of();
    private long seenAt = -1;
    private int pagesRead;
    private int rest;

    /**
     * Tells H2 of the strays that it may free their chunks, with the next checkpoint at the earliest.
     *
     * @param sparse chunks of which at least so many percent are needed are left alone
     * @return how many were given up
     */
    int giveUp(MVStore store, int sparse) {
        long version = store.getCurrentVersion();
        if (version == seenAt) {
            return 0;
        }
        if (rest > 0) {
            rest--;
            return 0;
        }
        pagesRead = 0;
        Set<Long> strays = look(store, sparse);
        Set<Long> certain = new HashSet<>(strays);
        certain.retainAll(seen);
        for (long page : certain) {
            store.getFileStore().accountForRemovedPage(page, version, false, -1);
        }
        strays.removeAll(certain);
        seen = strays;
        seenAt = version;
        rest = pagesRead / PAGES_PER_CHECKPOINT;
        return certain.size();
    }

    private Set<Long> look(MVStore store, int sparse) {
        Map<MVMap<?, ?>, Set<Long>> suspects = new HashMap<>();
        FileStore<?> file = store.getFileStore();
        file.getLayoutMap().forEach((key, text) -> {
            if (key.startsWith("chunk.")) {
                var chunk = DataUtils.parseMap(text);
                if (isSparse(chunk, sparse)) {
                    addPages(store, chunk, suspects);
                }
            }
        });
        Set<Long> strays = new HashSet<>();
        suspects.forEach((map, pages) -> {
            takeOutFound(map.getRootPage(), pages);
            strays.addAll(pages);
        });
        return strays;
    }

    private static boolean isSparse(Map<String, String> chunk, int sparse) {
        long live = number(chunk, "liveMax", number(chunk, "max", 0));
        return number(chunk, "toc", 0) > 0
                && number(chunk, "livePages", -1) > 0
                && live * 100 < sparse * number(chunk, "max", 0);
    }

    /** Those that H2 counts as needed, by the table or index to which they belong. */
    private static void addPages(MVStore store, Map<String, String> chunk, Map<MVMap<?, ?>, Set<Long>> suspects) {
        int id = (int) number(chunk, "chunk", 0);
        int pages = (int) number(chunk, "pages", 0);
        BitSet removed = BitSet.valueOf(HexFormat.of().parseHex(chunk.getOrDefault("occupancy", "")));
        ByteBuffer contents = store.getFileStore()
                .readFully(null, number(chunk, "block", 0) * BLOCK + number(chunk, "toc", 0), pages * Long.BYTES);
        for (int n = 0; n < pages; n++) {
            long element = contents.getLong();
            MVMap<?, ?> map = removed.get(n) ? null : rows(store, DataUtils.getPageMapId(element));
            if (map != null) {
                suspects.computeIfAbsent(map, m -> new HashSet<>()).add(DataUtils.composePagePos(id, element));
            }
        }
    }

    /** The open table or index of this number. Others, such as H2's own, have no strays. */
    private static @Nullable MVMap<?, ?> rows(MVStore store, int id) {
        String name = store.getMapName(id);
        return name != null && (name.startsWith("table.") || name.startsWith("index.")) ? store.getMap(id) : null;
    }

    /** Leaves are not read, their place stands in the node above. */
    private void takeOutFound(Page<?, ?> page, Set<Long> pages) {
        pages.remove(page.getPos());
        if (page.isLeaf()) {
            return;
        }
        pagesRead++;
        for (int child = 0; child < page.getRawChildPageCount() && !pages.isEmpty(); child++) {
            long place = page.getChildPagePos(child);
            if (DataUtils.isPageSaved(place) && DataUtils.isLeafPosition(place)) {
                pages.remove(place);
            } else {
                takeOutFound(page.getChildPage(child), pages);
            }
        }
    }

    private static long number(Map<String, String> chunk, String name, long otherwise) {
        String text = chunk.get(name);
        return text == null ? otherwise : Long.parseLong(text, HEX);
    }
}
