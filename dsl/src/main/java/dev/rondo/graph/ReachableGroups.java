package dev.rondo.graph;

import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;
import org.roaringbitmap.RelativeRangeConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * For every group of nodes the groups that it can reach, one row of bits each. Every edge leads from a higher number to a
 * lower, so the rows are made from 0 up, each from the finished rows of its successors.
 *
 * <p>A row with many bits in no order stays a plain array of words. One with few, or with few stretches, is kept as a
 * compressed bitmap.
 */
final class ReachableGroups {
    /** A compressed row takes 2 bytes for a bit or 4 for a stretch, a plain one a bit for each number up to its last. */
    private static final int BITS_OF_NUMBER = 16;

    private static final int BITS_OF_STRETCH = 32;

    private final long[][] plain;
    private final RoaringBitmap[] compressed;
    private final int compressedAbove;

    /** The row in the making; all zero between rows. */
    private long[] words;

    private ReachableGroups(int groups, int compressedAbove) {
        this.plain = new long[groups][];
        this.compressed = new RoaringBitmap[groups];
        this.compressedAbove = compressedAbove;
        this.words = new long[(groups >> 6) + 1];
    }

    /** The rows of a graph; all are plain when it has no more than {@code compressedAbove} groups. */
    static ReachableGroups of(Adjacency groups, int compressedAbove) {
        var rows = new ReachableGroups(groups.size(), compressedAbove);
        for (int group = 0; group < groups.size(); group++) {
            rows.add(group, groups.of(group));
        }
        rows.words = new long[0];
        return rows;
    }

    boolean contains(int from, int to) {
        long[] row = plain[from];
        if (row == null) {
            return compressed[from].contains(to);
        }
        return to >> 6 < row.length && (row[to >> 6] & 1L << to) != 0;
    }

    void forEach(int from, IntConsumer action) {
        long[] row = plain[from];
        if (row == null) {
            compressed[from].forEach((org.roaringbitmap.IntConsumer) action::accept);
        } else {
            BitSet.valueOf(row).stream().forEach(action);
        }
    }

    private void add(int group, int[] successors) {
        // Nearest first: what it reaches need not be looked at again.
        Arrays.sort(successors);
        for (int i = successors.length - 1; i >= 0; i--) {
            int next = successors[i];
            if ((words[next >> 6] & 1L << next) == 0) {
                words[next >> 6] |= 1L << next;
                if (next != group) {
                    include(next);
                }
            }
        }
        keep(group);
        Arrays.fill(words, 0, (group >> 6) + 1, 0);
    }

    private void include(int group) {
        long[] row = plain[group];
        if (row == null) {
            compressed[group].forAllInRange(0, group, new Include(words));
        } else {
            for (int word = 0; word < row.length; word++) {
                words[word] |= row[word];
            }
        }
    }

    private void keep(int group) {
        int length = (group >> 6) + 1;
        while (length > 0 && words[length - 1] == 0) {
            length--;
        }
        if (plain.length <= compressedAbove) {
            plain[group] = Arrays.copyOf(words, length);
            return;
        }
        int bits = 0;
        int stretches = 0;
        long before = 0; // the bit before this word
        for (int i = 0; i < length; i++) {
            long word = words[i];
            bits += Long.bitCount(word);
            stretches += Long.bitCount(word & ~(word << 1 | before));
            before = word >>> 63;
        }
        boolean compress =
                (long) bits * BITS_OF_NUMBER < length * 64L || (long) stretches * BITS_OF_STRETCH < length * 64L;
        if (compress) {
            compressed[group] = compressed(length);
        } else {
            plain[group] = Arrays.copyOf(words, length);
        }
    }

    private RoaringBitmap compressed(int length) {
        RoaringBitmap row = new RoaringBitmap();
        BitSet bits = BitSet.valueOf(LongBuffer.wrap(words, 0, length));
        for (int begin = bits.nextSetBit(0); begin >= 0; ) {
            int end = bits.nextClearBit(begin);
            row.add((long) begin, end);
            begin = bits.nextSetBit(end);
        }
        row.runOptimize();
        row.trim();
        return row;
    }

    /** Sets in some words what is set in a compressed row. */
    private static final class Include implements RelativeRangeConsumer {
        private final long[] words;

        Include(long[] words) {
            this.words = words;
        }

        @Override
        public void acceptPresent(int position) {
            words[position >> 6] |= 1L << position;
        }

        @Override
        public void acceptAllPresent(int from, int to) {
            int first = from >> 6;
            int last = (to - 1) >> 6;
            if (first == last) {
                words[first] |= -1L << from & -1L >>> -to;
            } else {
                words[first] |= -1L << from;
                Arrays.fill(words, first + 1, last, -1L);
                words[last] |= -1L >>> -to;
            }
        }

        @Override
        public void acceptAbsent(int position) {}

        @Override
        public void acceptAllAbsent(int from, int to) {}
    }
}
