package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * The reference counts of all clusters: the refcount table whole, its blocks in pages. All under
 * the metadata lock.
 */
public final class Refcounts {
    /** Bits of a refcount table entry that are an offset. */
    public static final long OFFSET_MASK = ~511L;

    private static final int MAX_PAGE_BYTES = 4096;
    private static final int TABLE_PAGE = 64;

    private final ImageFile file;
    private final Geometry geometry;
    private final Corruption corruption;
    private final ClusterSet structures;
    private final int pageBits;
    private final int pageBytes;
    private final int maxPages;
    private final LinkedHashMap<Long, RefcountPage> pages = new LinkedHashMap<>(16, 0.75f, true);
    private final BitSet dirtyTable = new BitSet();
    private final BitSet newBlocks = new BitSet();
    private @Nullable RefcountPage last;
    private long[] table;
    private long tableOffset;
    private int dirtyPages;

    Refcounts(
            ImageFile file,
            Geometry geometry,
            Corruption corruption,
            ClusterSet structures,
            long[] table,
            long tableOffset,
            long cacheBytes) {
        this.file = file;
        this.geometry = geometry;
        this.corruption = corruption;
        this.structures = structures;
        this.table = table;
        this.tableOffset = tableOffset;
        this.pageBytes = Math.min(geometry.clusterSize(), MAX_PAGE_BYTES);
        this.pageBits = Integer.numberOfTrailingZeros(pageBytes) + 3 - geometry.refcountOrder();
        this.maxPages = Math.clamp(cacheBytes / pageBytes, 4, 1 << 16);
    }

    /** How many clusters the table has room to count. */
    long covered() {
        return (long) table.length << geometry.refcountBlockBits();
    }

    /** How many clusters one page counts. */
    int perPage() {
        return 1 << pageBits;
    }

    /** Entries of the refcount table. */
    long[] table() {
        return table;
    }

    /** Where the refcount table lies. */
    long tableOffset() {
        return tableOffset;
    }

    /** Pages that are to be written. */
    int dirtyPages() {
        return dirtyPages;
    }

    /** How many pages should be in memory at most. */
    int maxPages() {
        return maxPages;
    }

    /** Whether there is something to write. */
    boolean dirty() {
        return dirtyPages > 0 || !dirtyTable.isEmpty();
    }

    /** Whether the clusters that share a block with this one have a block. */
    boolean hasBlock(long cluster) {
        return blockOffset(cluster >>> geometry.refcountBlockBits()) != 0;
    }

    /** Whether a cluster's count is in memory. */
    boolean inMemory(long cluster) {
        var recent = last;
        long index = cluster >>> pageBits;
        return hasBlock(cluster)
                && (recent != null && recent.index == index || pages.containsKey(index));
    }

    private long blockOffset(long block) {
        return block < table.length ? table[(int) block] & OFFSET_MASK : 0;
    }

    /** A cluster's count. */
    public long get(long cluster) throws IOException {
        return hasBlock(cluster) ? page(cluster).get(inPage(cluster)) : 0;
    }

    private int inPage(long cluster) {
        return (int) (cluster & (perPage() - 1));
    }

    /**
     * Changes the counts of some clusters in a row.
     *
     * @throws BlockException of kind {@code CORRUPT} if one would leave its range
     */
    void add(long first, long count, int delta) throws IOException {
        for (long cluster = first; cluster < first + count; cluster++) {
            if (!hasBlock(cluster)) {
                throw damaged("a cluster without a reference count is in use", cluster);
            }
            var page = page(cluster);
            long changed = page.get(inPage(cluster)) + delta;
            if (changed < 0 || changed > geometry.maxRefcount()) {
                throw damaged("a reference count leaves its range", cluster);
            }
            set(page, cluster, changed);
        }
    }

    private BlockException damaged(String what, long cluster) {
        return corruption.at(
                what + " (cluster offset 0x%x)".formatted(geometry.offsetOf(cluster)),
                geometry.offsetOf(cluster));
    }

    /** Sets a cluster's count; it has a block. */
    void set(long cluster, long value) throws IOException {
        set(page(cluster), cluster, value);
    }

    private void set(RefcountPage page, long cluster, long value) {
        dirtyPages += page.dirty ? 0 : 1;
        page.set(inPage(cluster), value);
    }

    /**
     * The first cluster from {@code from} on, within its page, that is free; -1 if there is none.
     * It has a block.
     */
    long freeInPage(long from) throws IOException {
        var page = page(from);
        for (int at = inPage(from); at < perPage(); at++) {
            if (page.get(at) == 0) {
                return (from & -perPage()) + at;
            }
        }
        return -1;
    }

    /** The last cluster that is in use; -1 if there is none. */
    public long lastInUse() throws IOException {
        for (int block = table.length - 1; block >= 0; block--) {
            if (blockOffset(block) == 0) {
                continue;
            }
            long first = (long) block << geometry.refcountBlockBits();
            for (long at = first + geometry.refcountsPerBlock() - 1; at >= first; at--) {
                if (page(at).get(inPage(at)) != 0) {
                    return at;
                }
            }
        }
        return -1;
    }

    /** How many blocks lie at a cluster or behind it. */
    public long blocksFrom(long cluster) {
        return Arrays.stream(table)
                .filter(block -> geometry.clusterOf(block & OFFSET_MASK) >= cluster)
                .count();
    }

    /**
     * Gives up the last blocks, as long as they count nothing but themselves, and with them the
     * clusters in which they lie. With nothing dirty.
     */
    public void dropIdleBlocks() throws IOException {
        for (int block = blocksInUse() - 1; block > 0 && isIdle(block); block = blocksInUse() - 1) {
            long first = (long) block << geometry.refcountBlockBits();
            structures.remove(geometry.clusterOf(blockOffset(block)));
            pages.keySet().removeIf(page -> page >= first >>> pageBits);
            last = null;
            table[block] = 0;
            dirtyTable.set(block / TABLE_PAGE);
        }
    }

    private boolean isIdle(int block) throws IOException {
        long own = geometry.clusterOf(blockOffset(block));
        long first = (long) block << geometry.refcountBlockBits();
        for (long at = first; at < first + geometry.refcountsPerBlock(); at++) {
            if (get(at) != (at == own ? 1 : 0)) {
                return false;
            }
        }
        return own >= first && own < first + geometry.refcountsPerBlock();
    }

    /** How many clusters in a row are free, within the page. */
    int freeRun(long first, int most) throws IOException {
        var page = page(first);
        int at = inPage(first);
        int end = Math.min(perPage(), at + most);
        int run = at;
        while (run < end && page.get(run) == 0) {
            run++;
        }
        return run - at;
    }

    /** How many blocks there are up to the last one, those between that are missing included. */
    int blocksInUse() {
        int blocks = table.length;
        while (blocks > 0 && blockOffset(blocks - 1) == 0) {
            blocks--;
        }
        return blocks;
    }

    /** Makes a block for clusters that have none: it lies in the first and counts itself. */
    void createBlock(long block) throws IOException {
        createBlocks(block, 1);
    }

    /**
     * Makes blocks in a row for clusters that have none. They lie in the first of all these
     * clusters and count themselves.
     */
    void createBlocks(long block, int count) throws IOException {
        long first = block << geometry.refcountBlockBits();
        long offset = geometry.offsetOf(first);
        long end = geometry.offsetOf(first + count);
        if (end > Geometry.MAX_OFFSET) {
            throw new BlockException(ErrorKind.NO_SPACE, "the image can't grow beyond 64 PiB");
        }
        for (long cluster = first; cluster < first + count; cluster++) {
            if (structures.contains(cluster)) {
                throw Metadata.overlap(corruption, structures, geometry, cluster);
            }
        }
        boolean blank = file.untouched(offset);
        file.touch(end);
        file.grow(end);
        file.reached("refblock_alloc_write");
        if (!blank) {
            file.writeZeroes(offset, end - offset);
        }
        for (int i = 0; i < count; i++) {
            setBlock((int) block + i, offset + geometry.offsetOf(i));
        }
        add(first, count, 1);
    }

    private void setBlock(int block, long offset) {
        table[block] = offset;
        dirtyTable.set(block / TABLE_PAGE);
        newBlocks.set(block);
        structures.add(Area.REFCOUNT_BLOCK, geometry.clusterOf(offset));
    }

    private RefcountPage page(long cluster) throws IOException {
        long index = cluster >>> pageBits;
        var recent = last;
        if (recent != null && recent.index == index) {
            return recent;
        }
        var page = pages.get(index);
        if (page == null) {
            page = load(index);
            dropOne();
            pages.put(index, page);
        }
        last = page;
        return page;
    }

    private RefcountPage load(long index) throws IOException {
        long offset = pageOffset(index);
        file.reached("refblock_load");
        return new RefcountPage(index, file.read(offset, pageBytes), geometry.refcountOrder());
    }

    private long pageOffset(long index) throws BlockException {
        int perBlockBits = geometry.refcountBlockBits() - pageBits;
        long block = blockOffset(index >>> perBlockBits);
        if (!geometry.aligned(block) || block < 0 || block >= Geometry.MAX_OFFSET) {
            throw corruption.at("refcount block offset 0x%x is not valid".formatted(block), block);
        }
        return block + ((index & ((1L << perBlockBits) - 1)) * pageBytes);
    }

    private void dropOne() {
        if (pages.size() < maxPages) {
            return;
        }
        for (var old = pages.values().iterator(); old.hasNext(); ) {
            var page = old.next();
            if (!page.dirty && !page.writing) {
                old.remove();
                return;
            }
        }
    }

    /**
     * Takes what is to be written; it counts as written from here on.
     *
     * @param first gets what belongs to blocks that the table on disk does not name yet
     * @param then gets the rest; to be written when the first part is stable
     * @return the pages taken, for {@link #written}
     */
    List<RefcountPage> takeDirty(Writes first, Writes then) throws BlockException {
        var taken = new ArrayList<RefcountPage>();
        int perBlockBits = geometry.refcountBlockBits() - pageBits;
        for (var page : pages.values()) {
            if (page.dirty) {
                boolean isNew = newBlocks.get((int) (page.index >>> perBlockBits));
                (isNew ? first : then).add(pageOffset(page.index), page.copy());
                page.dirty = false;
                page.writing = true;
                taken.add(page);
            }
        }
        dirtyPages = 0;
        takeTable(then);
        return taken;
    }

    private void takeTable(Writes into) {
        for (int page = dirtyTable.nextSetBit(0);
                page >= 0;
                page = dirtyTable.nextSetBit(page + 1)) {
            int from = page * TABLE_PAGE;
            int count = Math.min(TABLE_PAGE, table.length - from);
            into.add(tableOffset + from * 8L, L1Table.bytes(table, from, count));
        }
        dirtyTable.clear();
        newBlocks.clear();
    }

    /** Says how writing what was taken ended. */
    void written(List<RefcountPage> taken, boolean success) {
        for (var page : taken) {
            page.writing = false;
            if (!success && !page.dirty) {
                page.dirty = true;
                dirtyPages++;
            }
        }
        if (!success) {
            dirtyTable.set(0, (table.length + TABLE_PAGE - 1) / TABLE_PAGE);
            newBlocks.set(0, table.length);
        }
    }

    /** Changes to another table that is on disk already. Pages in memory stay. */
    void moved(long offset, int entries, long firstBlock, long blocks, long firstBlockOffset) {
        table = Arrays.copyOf(table, entries);
        for (int i = 0; i < blocks; i++) {
            table[(int) firstBlock + i] = firstBlockOffset + geometry.offsetOf(i);
            structures.add(Area.REFCOUNT_BLOCK, geometry.clusterOf(table[(int) firstBlock + i]));
        }
        tableOffset = offset;
        dirtyTable.clear();
        newBlocks.clear();
    }

    /** Forgets all pages, none of which is dirty, and takes the table as it is on disk. */
    void reload(long[] entries, long offset) {
        pages.clear();
        last = null;
        for (long block : table) {
            structures.remove(geometry.clusterOf(block & OFFSET_MASK));
        }
        table = entries;
        tableOffset = offset;
        dirtyTable.clear();
        newBlocks.clear();
    }
}
