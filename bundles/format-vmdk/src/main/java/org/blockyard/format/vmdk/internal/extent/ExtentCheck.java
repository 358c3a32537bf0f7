package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.format.kit.BlockTable;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;

/**
 * Checks the tables of a hosted sparse extent, as they are in the file: that tables and grains lie
 * in it, that no two grains share space, and that the second set of tables says the same as the
 * first.
 */
public final class ExtentCheck {
    private static final int SECTOR = SparseHeader.SECTOR;

    /** Of a larger file it is not checked whether grains share space. */
    private static final long MOST_UNITS = 256L << 20;

    private final ImageFile file;
    private final SparseHeader header;
    private final GrainTables tables;
    private final String name;
    private final Repair repair;
    private final CheckReport report;
    private final BlockTable first;
    private final BlockTable copies;
    private final int unit;
    private final BitSet used = new BitSet();

    /** A check of one extent, whose changes are all in the file. */
    public ExtentCheck(Part.Hosted extent, String name, Repair repair, CheckReport report) {
        this.file = extent.file();
        this.header = extent.header();
        this.tables = extent.tables();
        this.name = name;
        this.repair = repair;
        this.report = report;
        this.first = directory(header.directoryOffset());
        this.copies = directory(header.redundantOffset());
        this.unit = header.compressed() ? SECTOR : header.grainBytes();
    }

    /** Checks it, and repairs what is to be repaired. */
    public void run() throws IOException {
        boolean changed = false;
        for (long which = 0; which < header.tables(); which++) {
            changed |= checkTable(which);
        }
        if (changed) {
            file.flush();
            tables.forget();
        }
    }

    private boolean checkTable(long which) throws IOException {
        long offset = first.get(which) * SECTOR;
        long second = header.redundant() ? copies.get(which) * SECTOR : 0;
        if (offset == 0) {
            return false;
        }
        if (!isInFile(offset)) {
            return badTable(which, offset, second);
        }
        var table = table(offset);
        var copy = isInFile(second) ? table(second) : table;
        var checked = checkGrains(which, table, copy);
        boolean changed = repair == Repair.ALL && !checked.equals(table);
        if (changed) {
            file.write(offset, checked.duplicate());
        }
        return checkCopy(which, changed ? checked : table, second) || changed;
    }

    private boolean badTable(long which, long offset, long second) throws IOException {
        var what = "%s: grain table %d is said to be at %d".formatted(name, which, offset);
        if (repair != Repair.ALL) {
            report.corruption(what);
            return false;
        }
        report.corruptionFixed(what);
        long better = isInFile(second) ? second : 0;
        var entry = little(Integer.BYTES).putInt(0, (int) (better / SECTOR));
        file.write(header.directoryOffset() * SECTOR + which * Integer.BYTES, entry);
        return true;
    }

    /** What the table is to hold. */
    private ByteBuffer checkGrains(long which, ByteBuffer table, ByteBuffer copy) {
        var checked = little(table.capacity()).put(table.duplicate()).clear();
        for (int i = 0; i < header.tableEntries(); i++) {
            int at = i * Integer.BYTES;
            var fault = fault(table.getInt(at));
            if (!fault.isEmpty()) {
                long grain = which * header.tableEntries() + i;
                var what = "%s: grain %d %s".formatted(name, grain, fault);
                if (repair == Repair.ALL) {
                    report.corruptionFixed(what);
                    boolean better =
                            copy.getInt(at) != table.getInt(at) && fault(copy.getInt(at)).isEmpty();
                    checked.putInt(at, better ? copy.getInt(at) : 0);
                } else {
                    report.corruption(what);
                }
            }
        }
        return checked;
    }

    /** What is wrong with an entry; its space is noted as used. */
    private String fault(int entry) {
        if (entry == 0 || entry == 1 && header.zeroedGrains()) {
            return "";
        }
        long offset = Integer.toUnsignedLong(entry) * SECTOR;
        if (offset >= file.length()) {
            return "lies at %d, behind the end of the file".formatted(offset);
        }
        long where = offset / unit;
        if (file.length() / unit >= MOST_UNITS) {
            return "";
        }
        if (used.get((int) where)) {
            return "shares its space at %d with another".formatted(offset);
        }
        used.set((int) where);
        return "";
    }

    private boolean checkCopy(long which, ByteBuffer table, long second) throws IOException {
        if (second == 0 || !isInFile(second) || table(second).equals(table)) {
            return false;
        }
        var what = "%s: the second grain table %d differs from the first".formatted(name, which);
        if (repair == Repair.NONE) {
            report.leak(what, 1);
            return false;
        }
        report.leakFixed(what, 1);
        file.write(second, table.duplicate());
        return true;
    }

    private BlockTable directory(long sector) {
        return BlockTable.of(file, EntryFormat.LE32, sector * SECTOR, header.tables());
    }

    private boolean isInFile(long offset) {
        return offset > 0 && offset <= file.length() - tables.tableBytes();
    }

    private ByteBuffer table(long offset) throws IOException {
        return file.read(offset, tables.tableBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
