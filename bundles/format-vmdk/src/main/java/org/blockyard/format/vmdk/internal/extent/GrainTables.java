package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.blockyard.format.kit.BlockTable;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.MovableMap;
import org.blockyard.format.kit.Staged;
import org.blockyard.format.kit.TablePages;
import org.blockyard.format.kit.TwoLevelTable;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The grain directory of an extent and its grain tables, and a second set of both if there is one,
 * which is written as the first but never read. Any thread.
 */
public final class GrainTables {
    /** Nothing is known without waiting. */
    static final long UNKNOWN = Long.MIN_VALUE;

    /** An entry up to this one has no data. */
    private static final long MOST_WITHOUT_DATA = 1;

    private final ImageFile file;
    private final EntryFormat format;
    private final long perTable;
    private final LongUnaryOperator offsetOf;
    private final TwoLevelTable tables;
    private final List<TablePages> pages = new ArrayList<>();
    private Optional<TwoLevelTable> second = Optional.empty();

    /**
     * The tables of an extent.
     *
     * @param directory where the directory is in the file
     * @param count how many tables the directory names
     * @param perTable entries of each table
     * @param offsetOf where the table is that an entry of the directory names; 0 if it names none
     */
    GrainTables(
            ImageFile file,
            EntryFormat format,
            long directory,
            long count,
            long perTable,
            LongUnaryOperator offsetOf)
            throws BlockException {
        this.file = file;
        this.format = format;
        this.perTable = perTable;
        this.offsetOf = offsetOf;
        this.tables = twoLevels(directory, count, offsetOf);
    }

    private TwoLevelTable twoLevels(long directory, long count, LongUnaryOperator place)
            throws BlockException {
        long end = directory + count * format.size();
        if (directory < 0 || end < 0 || end > file.length()) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "File truncated, expecting a grain directory of %d bytes at %d"
                            .formatted(count * format.size(), directory));
        }
        var inner = new TablePages(file, format);
        pages.add(inner);
        return new TwoLevelTable(
                file, BlockTable.of(file, format, directory, count), inner, perTable, place);
    }

    /**
     * Keeps a second directory, of the same size, and its tables as the first are. A table that
     * can't be where that directory says is made anew.
     */
    GrainTables withSecond(long directory) throws BlockException {
        second =
                Optional.of(
                        twoLevels(
                                directory,
                                tables.first().size(),
                                entry ->
                                        isInFile(offsetOf.applyAsLong(entry))
                                                ? offsetOf.applyAsLong(entry)
                                                : 0));
        return this;
    }

    private boolean isInFile(long offset) {
        return offset >= 0 && offset <= file.length() - tableBytes();
    }

    /** The directory. */
    BlockTable directory() {
        return tables.first();
    }

    /** Bytes of a table. */
    int tableBytes() {
        return (int) perTable * format.size();
    }

    /** Sectors that a table takes. */
    int tableSectors() {
        return (tableBytes() + SparseHeader.SECTOR - 1) / SparseHeader.SECTOR;
    }

    /** Where a table is, 0 if there is none. */
    long tableOffset(long which) throws IOException {
        return checked(tables.first().get(which));
    }

    private long checked(long entry) throws BlockException {
        long offset = offsetOf.applyAsLong(entry);
        if (offset != 0 && !isInFile(offset)) {
            throw new BlockException(
                    ErrorKind.CORRUPT,
                    "the grain directory names a table at %d, beyond the file's end"
                            .formatted(offset));
        }
        return offset;
    }

    /**
     * A grain's entry; 0 if its table is not there. If the grain has no data all tables of it are
     * in memory then, for its first write must not wait for them.
     */
    long get(long grain) throws IOException {
        long entry = tableOffset(grain / perTable) == 0 ? 0 : tables.get(grain);
        if (entry <= MOST_WITHOUT_DATA && second.isPresent()) {
            second.get().get(grain);
        }
        return entry;
    }

    /** A grain's entry if that is in memory, else {@link #UNKNOWN}. */
    long cached(long grain) throws BlockException {
        var table = tables.first().cached(grain / perTable);
        if (table.isEmpty()) {
            return UNKNOWN;
        }
        long entry = checked(table.getAsLong()) == 0 ? 0 : tables.cached(grain).orElse(UNKNOWN);
        boolean all =
                entry > MOST_WITHOUT_DATA
                        || second.isEmpty()
                        || second.get().cached(grain).isPresent();
        return all ? entry : UNKNOWN;
    }

    /** Grains from this one on that have no table, else 1. */
    long absentRun(long grain) {
        return tables.absentRun(grain);
    }

    /** Whether there are tables for a grain in all sets. */
    boolean hasTable(long grain) throws IOException {
        return tableOffset(grain / perTable) != 0
                && (second.isEmpty() || second.get().tableOf(grain).offset() != 0);
    }

    /** How many sets of tables there are. */
    int sets() {
        return second.isPresent() ? 2 : 1;
    }

    /** Enters new tables of a grain where there are none, given entries of the directories. */
    void add(long grain, List<Long> entries) throws IOException {
        if (tableOffset(grain / perTable) == 0) {
            tables.add(grain, entries.getFirst(), false);
        }
        if (second.isPresent() && second.get().tableOf(grain).offset() == 0) {
            second.get().add(grain, entries.getLast(), false);
        }
    }

    /** Changes a grain's entry in memory. */
    void set(long grain, long entry) throws IOException {
        tables.set(grain, entry);
        if (second.isPresent()) {
            second.get().set(grain, entry);
        }
    }

    /** Forgets what was read, for it was changed in the file. */
    void forget() {
        tables.first().pages().clear();
        second.ifPresent(copy -> copy.first().pages().clear());
        pages.forEach(TablePages::clear);
    }

    /** Tells where all directories and tables are. */
    void fixed(MovableMap.InUse inUse) throws IOException {
        fixed(tables, inUse);
        if (second.isPresent()) {
            fixed(second.get(), inUse);
        }
    }

    private void fixed(TwoLevelTable set, MovableMap.InUse inUse) throws IOException {
        var directory = set.first();
        inUse.range(directory.offset(), directory.end());
        for (long which = 0; which < directory.size(); which++) {
            long offset = set.tableOf(which * perTable).offset();
            if (offset != 0) {
                inUse.range(offset, offset + tableBytes());
            }
        }
    }

    boolean full() {
        return tables.full();
    }

    /** What has changed, of all sets. */
    Staged stage() {
        var first = tables.stage();
        return second.isEmpty() ? first : new StagedBoth(first, second.get().stage());
    }

    private record StagedBoth(Staged first, Staged second) implements Staged {
        @Override
        public void write() throws IOException {
            first.write();
            second.write();
        }

        @Override
        public boolean isEmpty() {
            return first.isEmpty() && second.isEmpty();
        }

        @Override
        public void done() {
            first.done();
            second.done();
        }

        @Override
        public void failed() {
            first.failed();
            second.failed();
        }
    }
}
