package org.blockyard.format.qed;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.format.kit.BlockTable;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.MovableMap;
import org.blockyard.format.kit.NewPlace;
import org.blockyard.format.kit.Place;
import org.blockyard.format.kit.Staged;
import org.blockyard.format.kit.TablePages;
import org.blockyard.format.kit.TailSpace;
import org.blockyard.format.kit.TwoLevelTable;
import org.blockyard.io.BlockException;
import org.blockyard.io.Errno;
import org.blockyard.io.ErrorKind;

/**
 * The two levels of tables of an image, and the space behind what is in use (specification:
 * Tables).
 */
final class QedTables implements MovableMap {
    private static final long UNALLOCATED = 0;
    private static final long ZERO = 1;

    private final HeaderStore store;
    private final ImageFile file;
    private final CheckMark mark;
    private final TwoLevelTable tables;
    private final long perTable;
    private final AtomicLong end;

    /** Held by who gives space away, or cuts off what was not. */
    private final ReentrantLock ending = new ReentrantLock();

    private TailSpace space;

    /** The tables that a header names. */
    QedTables(HeaderStore store, ImageFile file, CheckMark mark) {
        this.store = store;
        this.file = file;
        this.mark = mark;
        var header = store.header();
        this.perTable = header.tableEntries();
        this.tables =
                new TwoLevelTable(
                        file,
                        BlockTable.of(file, EntryFormat.LE64, header.l1Offset(), perTable),
                        new TablePages(file, EntryFormat.LE64),
                        perTable,
                        entry -> entry);
        this.end = new AtomicLong(usedEnd());
        this.space = space();
    }

    private long usedEnd() {
        int cluster = store.header().clusterSize();
        return file.length() + cluster - 1 & -cluster;
    }

    private TailSpace space() {
        return new TailSpace(file, end.get(), store.header().clusterSize(), Long.MAX_VALUE >> 1);
    }

    @Override
    public ImageFile file() {
        return file;
    }

    @Override
    public long length() {
        return store.header().imageSize();
    }

    @Override
    public int blockSize() {
        return store.header().clusterSize();
    }

    /** No cluster ever becomes another's. */
    @Override
    public boolean placesAreForEver() {
        return true;
    }

    @Override
    public Place lookup(long block) throws IOException {
        return hasTable(tables.first().get(block / perTable))
                ? place(tables.get(block))
                : Place.ABSENT;
    }

    @Override
    public Place cached(long block) throws IOException {
        var table = tables.first().cached(block / perTable);
        if (table.isEmpty()) {
            return Place.UNKNOWN;
        }
        if (!hasTable(table.getAsLong())) {
            return Place.ABSENT;
        }
        var entry = tables.cached(block);
        return entry.isEmpty() ? Place.UNKNOWN : place(entry.getAsLong());
    }

    @Override
    public long absentRun(long block) {
        return tables.absentRun(block);
    }

    private boolean hasTable(long entry) throws BlockException {
        if (entry != UNALLOCATED && !store.header().isTable(entry, end.get())) {
            throw corrupt("there is no table at " + Long.toUnsignedString(entry));
        }
        return entry != UNALLOCATED;
    }

    private Place place(long entry) throws BlockException {
        if (entry == UNALLOCATED) {
            return Place.ABSENT;
        }
        if (entry == ZERO) {
            return Place.ZERO;
        }
        if (!store.header().isCluster(entry, end.get())) {
            throw corrupt("there is no cluster at " + Long.toUnsignedString(entry));
        }
        return new Place.Data(entry);
    }

    private static BlockException corrupt(String sentence) {
        return new BlockException(ErrorKind.CORRUPT, Errno.EINVAL, sentence, null);
    }

    @Override
    public NewPlace allocate(long block, Place now) throws IOException {
        mark.touch();
        return given(TailSpace::take);
    }

    /** Gives space away. */
    @FunctionalInterface
    private interface Giving {
        NewPlace from(TailSpace space) throws IOException;
    }

    private NewPlace given(Giving giving) throws IOException {
        ending.lock();
        try {
            var place = giving.from(space);
            end.set(space.end());
            return place;
        } finally {
            ending.unlock();
        }
    }

    @Override
    public void abandon(long block, NewPlace place, boolean written) {
        space.giveBack(place.data(), place.blank() && !written);
        end.set(space.end());
    }

    /** The end of the file never holds anything but zeroes, so a new table need not be filled. */
    @Override
    public void map(long block, Place place) throws IOException {
        mark.touch();
        if (!hasTable(tables.first().get(block / perTable))) {
            var table = given(from -> from.takeNext(store.header().tableBytes()));
            tables.first().set(block / perTable, table.data().offset());
        }
        tables.set(block, entry(place));
    }

    private static long entry(Place place) {
        return switch (place) {
            case Place.Data data -> data.offset();
            case Place.Zero zero -> ZERO;
            default -> UNALLOCATED;
        };
    }

    /** Clusters that have data keep them; zeroes are written there. */
    @Override
    public Optional<Place> zeroed(long block, Place now, boolean unmap) {
        return now instanceof Place.Absent || now instanceof Place.Zero
                ? Optional.of(Place.ZERO)
                : Optional.empty();
    }

    @Override
    public boolean prepared() {
        return mark.isSet();
    }

    @Override
    public void prepare() throws IOException {
        mark.set();
    }

    @Override
    public boolean full() {
        return tables.full();
    }

    @Override
    public Staged stage() {
        var changes = tables.stage();
        return changes.isEmpty() ? changes : new Marked(changes, end.get());
    }

    /** Changes of an image that is marked, and as long as its tables say, when they are written. */
    private final class Marked implements Staged {
        private final Staged changes;
        private final long until;

        Marked(Staged changes, long until) {
            this.changes = changes;
            this.until = until;
        }

        @Override
        public void write() throws IOException {
            mark.set();
            file.grow(until);
            changes.write();
        }

        @Override
        public void done() {
            changes.done();
        }

        @Override
        public void failed() {
            changes.failed();
        }
    }

    @Override
    public void close() throws IOException {
        trim();
        if (mark.isSet()) {
            mark.clear();
        }
    }

    /**
     * Has the file end where what was given away does: it grows in steps, and what nothing uses is
     * a finding of a check. Any thread.
     */
    void trim() throws IOException {
        ending.lock();
        try {
            file.trim(end.get());
        } finally {
            ending.unlock();
        }
    }

    @Override
    public void fixed(InUse inUse) {
        var header = store.header();
        inUse.range(0, header.headerBytes());
        inUse.range(header.l1Offset(), header.l1Offset() + header.tableBytes());
    }

    @Override
    public Place.Data placeBehind(long free) {
        return new Place.Data(free + blockSize() - 1 & -blockSize());
    }

    @Override
    public Optional<Place> emptied(long block, Place now) {
        return Optional.of(Place.ZERO);
    }

    @Override
    public Optional<TwoLevelTable> leaves() {
        return Optional.of(tables);
    }

    @Override
    public void cut(long newEnd) throws IOException {
        file.setLength(newEnd);
        forget();
    }

    /** Reads everything anew, with nothing under way and nothing left to be written. */
    void forget() {
        tables.clear();
        end.set(usedEnd());
        space = space();
    }
}
