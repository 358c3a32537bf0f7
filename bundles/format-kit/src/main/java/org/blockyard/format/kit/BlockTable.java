package org.blockyard.format.kit;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * A flat table of numbers in an image. 32-bit entries are unsigned. Any thread.
 *
 * @param pages which have it
 * @param offset where it begins in the file
 * @param size how many entries it has
 */
public record BlockTable(TablePages pages, long offset, long size) {
    /** A table of its own in a file, with the usual memory. */
    public static BlockTable of(ImageFile file, EntryFormat format, long offset, long size) {
        return new BlockTable(new TablePages(file, format), offset, size);
    }

    /** An entry if it is in memory. */
    public OptionalLong cached(long index) {
        return pages.cached(this, checked(index));
    }

    /** An entry; may read it from the file. */
    public long get(long index) throws IOException {
        return pages.get(this, checked(index));
    }

    /** Fills an array with the entries from one on, if all of them are in memory. */
    public boolean cached(long first, long[] target) {
        checked(first + target.length - 1);
        return pages.cached(this, checked(first), target);
    }

    /** Fills an array with the entries from one on; may read them from the file. */
    public void get(long first, long[] target) throws IOException {
        checked(first + target.length - 1);
        pages.get(this, checked(first), target);
    }

    /** Changes an entry in memory. If it is not there its surroundings are read. */
    public void set(long index, long value) throws IOException {
        pages.set(this, checked(index), value);
    }

    /**
     * Makes it a new table whose entries all have one value, in memory, whatever is in the file.
     */
    public void fill(long value) {
        pages.fresh(this, value);
    }

    /** Where it ends in the file. */
    public long end() {
        return offset + size * pages.format().size();
    }

    private long checked(long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("entry " + index + " of " + size);
        }
        return index;
    }

    long pageOffset(long index) {
        return offset
                + index / TablePages.PAGE_ENTRIES * TablePages.PAGE_ENTRIES * pages.format().size();
    }

    int pageSize(long index) {
        long first = index / TablePages.PAGE_ENTRIES * TablePages.PAGE_ENTRIES;
        return (int) Math.min(TablePages.PAGE_ENTRIES, size - first);
    }
}
