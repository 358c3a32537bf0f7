package org.blockyard.format.qcow2.internal.check;

import java.util.Arrays;

/** Counts numbers from zero up, without boxes. */
public final class LongCounts {
    private long[] keys = new long[1024];
    private int[] counts = new int[1024];
    private int size;

    /** None counted yet. */
    public LongCounts() {}

    /** Counts a number once more. */
    public void add(long number) {
        long key = number + 1;
        if (size * 2 > keys.length) {
            grow();
        }
        int at = slot(key, keys);
        if (keys[at] == 0) {
            keys[at] = key;
            size++;
        }
        counts[at] = counts[at] == Integer.MAX_VALUE ? counts[at] : counts[at] + 1;
    }

    /** Counts a number; whether it is the first time. */
    public boolean addNew(long key) {
        int before = size;
        add(key);
        return size > before;
    }

    /** How often a number was counted since it was last taken; it is 0 from here on. */
    public int take(long number) {
        int at = slot(number + 1, keys);
        int count = counts[at];
        counts[at] = 0;
        return count;
    }

    /** All numbers ever counted, in order. */
    public long[] sorted() {
        return Arrays.stream(keys).filter(key -> key != 0).map(key -> key - 1).sorted().toArray();
    }

    private void grow() {
        var oldKeys = keys;
        var oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = slot(oldKeys[i], keys);
                keys[at] = oldKeys[i];
                counts[at] = oldCounts[i];
            }
        }
    }

    private static int slot(long key, long[] in) {
        int at = (int) ((key * 0x9e3779b97f4a7c15L) >>> 32) & (in.length - 1);
        while (in[at] != 0 && in[at] != key) {
            at = (at + 1) & (in.length - 1);
        }
        return at;
    }
}
