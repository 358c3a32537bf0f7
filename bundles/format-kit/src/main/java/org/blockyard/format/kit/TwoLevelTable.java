package org.blockyard.format.kit;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/**
 * A table of tables: the first level says where those of the second are. A table of the second
 * level reaches the file before the entry that names it. Any thread.
 */
public final class TwoLevelTable {
    /** Tables with more entries are not filled in memory. */
    private static final long MOST_FILLED = 1 << 16;

    private final ImageFile file;
    private final BlockTable first;
    private final TablePages second;
    private final long perTable;
    private final LongUnaryOperator place;

    /**
     * A table of two levels.
     *
     * @param file where both are
     * @param first the first level, with pages of its own
     * @param second the pages of the second level
     * @param perTable entries in each table of the second level
     * @param place the offset that an entry of the first level names, 0 if it names none; the
     *     format has checked that the tables can be where the entries say
     */
    public TwoLevelTable(
            ImageFile file,
            BlockTable first,
            TablePages second,
            long perTable,
            LongUnaryOperator place) {
        this.file = file;
        this.first = first;
        this.second = second;
        this.perTable = perTable;
        this.place = place;
    }

    /** The first level. */
    public BlockTable first() {
        return first;
    }

    /** Entries in each table of the second level. */
    public long perTable() {
        return perTable;
    }

    /** Bytes of each table of the second level. */
    public long tableBytes() {
        return perTable * second.format().size();
    }

    /** Whether all entries of a table of the second level are 0. */
    boolean isEmpty(long which) throws IOException {
        var table = table(first.get(which));
        for (long i = 0; i < perTable; i++) {
            if (table.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Forgets what is in memory, for the file was changed; nothing may wait to be written. */
    public void clear() {
        first.pages().clear();
        second.clear();
    }

    /** The table of the second level that has an entry; one at 0 if there is none. */
    public BlockTable tableOf(long index) throws IOException {
        return table(first.get(index / perTable));
    }

    private BlockTable table(long entry) {
        return new BlockTable(second, place.applyAsLong(entry), perTable);
    }

    /** An entry; 0 if its table is not there. */
    public long get(long index) throws IOException {
        var table = tableOf(index);
        return table.offset() == 0 ? 0 : table.get(index % perTable);
    }

    /** An entry if what tells it is in memory; 0 if its table is not there. */
    public OptionalLong cached(long index) {
        var entry = first.cached(index / perTable);
        if (entry.isEmpty()) {
            return entry;
        }
        var table = table(entry.getAsLong());
        return table.offset() == 0 ? OptionalLong.of(0) : table.cached(index % perTable);
    }

    /** Entries from this one to the end of its table, if that is known not to be there; else 1. */
    public long absentRun(long index) {
        var entry = first.cached(index / perTable);
        return entry.isPresent() && place.applyAsLong(entry.getAsLong()) == 0
                ? perTable - index % perTable
                : 1;
    }

    /** Changes an entry whose table is there, in memory. */
    public void set(long index, long value) throws IOException {
        var table = tableOf(index);
        if (table.offset() == 0) {
            throw new IllegalStateException("no table for entry " + index);
        }
        table.set(index % perTable, value);
    }

    /**
     * Enters a new table of zeroes: space is there for it that nothing else uses. In memory, but
     * that a large one is written unless its space reads as zeroes anyway.
     *
     * @param index any entry of it
     * @param entry what the first level is to say
     * @param blank whether the space reads as zeroes
     */
    public void add(long index, long entry, boolean blank) throws IOException {
        var table = table(entry);
        if (!blank) {
            if (perTable <= MOST_FILLED) {
                table.fill(0);
            } else {
                file.writeZeroes(table.offset(), table.end() - table.offset());
            }
        }
        first.set(index / perTable, entry);
    }

    /** Whether so much has changed that it is to be flushed. */
    public boolean full() {
        return second.full() || first.pages().full();
    }

    /** What has changed: the second level is written and flushed before the first. */
    public Staged stage() {
        var outer = first.pages().stage();
        var inner = second.stage();
        if (outer.isEmpty()) {
            return inner;
        }
        return new InOrder(file, inner, outer);
    }

    private record InOrder(ImageFile file, Staged inner, Staged outer) implements Staged {
        @Override
        public void write() throws IOException {
            if (!inner.isEmpty()) {
                inner.write();
                file.flush();
            }
            outer.write();
        }

        @Override
        public void done() {
            inner.done();
            outer.done();
        }

        @Override
        public void failed() {
            inner.failed();
            outer.failed();
        }
    }
}
