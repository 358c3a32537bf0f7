package org.blockyard.format.kit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** A piece of a table in memory. Entries are read by anyone; all else is under the pages' lock. */
final class TablePage {
    private static final VarHandle ENTRIES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long offset;
    private final long[] entries;
    private int dirtyFrom;
    private int dirtyTo;
    private int staged;
    private volatile boolean used = true;

    TablePage(long offset, long[] entries) {
        this.offset = offset;
        this.entries = entries;
    }

    long offset() {
        return offset;
    }

    int size() {
        return entries.length;
    }

    long get(int index) {
        if (!used) {
            used = true;
        }
        return (long) ENTRIES.getAcquire(entries, index);
    }

    /** Puts entries into the rest of an array, as many as there are; returns how many. */
    int get(int first, long[] target, int at) {
        int count = Math.min(target.length - at, entries.length - first);
        for (int i = 0; i < count; i++) {
            target[at + i] = get(first + i);
        }
        return count;
    }

    /** Returns whether the page was clean before. */
    boolean set(int index, long value) {
        boolean first = !isDirty();
        ENTRIES.setRelease(entries, index, value);
        touch(index, index + 1);
        return first;
    }

    /** Says that entries are to be written. */
    void touch(int from, int to) {
        dirtyFrom = isDirty() ? Math.min(dirtyFrom, from) : from;
        dirtyTo = Math.max(dirtyTo, to);
    }

    boolean isDirty() {
        return dirtyTo > 0;
    }

    /** Whether memory knows more than the file. */
    boolean isPinned() {
        return isDirty() || staged > 0;
    }

    /** Whether it was read since the last call. */
    boolean wasUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /**
     * What has changed, in whole groups of entries, as it is now; the page counts as clean and
     * stays in memory until it was {@linkplain #settle written}.
     */
    StagedPage stage(int group) {
        int from = dirtyFrom / group * group;
        int to = Math.min(entries.length, (dirtyTo + group - 1) / group * group);
        dirtyFrom = 0;
        dirtyTo = 0;
        staged++;
        return new StagedPage(this, from, Arrays.copyOfRange(entries, from, to));
    }

    void settle() {
        staged--;
    }
}
