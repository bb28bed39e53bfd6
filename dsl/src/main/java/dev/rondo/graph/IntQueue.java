package dev.rondo.graph;

import java.util.Arrays;

/** First in, first out; keeps what was removed, for it is short-lived. */
final class IntQueue {
    private int[] values = new int[16];
    private int head;
    private int tail;

    void add(int value) {
        if (tail == values.length) {
            values = Arrays.copyOf(values, 2 * tail);
        }
        values[tail++] = value;
    }

    int remove() {
        return values[head++];
    }

    boolean isEmpty() {
        return head == tail;
    }
}
