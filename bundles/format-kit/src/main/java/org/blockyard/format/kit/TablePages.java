package org.blockyard.format.kit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tables of an image, read in pieces when they are asked for and kept in bounded memory. Changes
 * stay in memory until they are {@linkplain #stage staged} and written. Any thread; what is in
 * memory is read without a lock.
 */
public final class TablePages {
    /** The most entries that are read in one piece. */
    static final int PAGE_ENTRIES = 4096;

    /** The piece of a file that is written as a whole or not at all. */
    private static final int SECTOR = 512;

    /** Memory that tables take if nothing else is said: 16 MiB. */
    public static final int USUAL_BYTES = 16 << 20;

    private final ImageFile file;
    private final EntryFormat format;
    private final PageWriter writer;
    private final int mostEntries;
    private final ConcurrentHashMap<Long, TablePage> pages = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<TablePage> clock = new ArrayDeque<>();
    private final LinkedHashSet<TablePage> dirty = new LinkedHashSet<>();
    private long dirtyEntries;
    private long entries;
    private long dropped;

    /** Tables in a file. */
    public TablePages(ImageFile file, EntryFormat format) {
        this(file, format, USUAL_BYTES, file::write);
    }

    /**
     * Tables in a file.
     *
     * @param mostBytes memory for them; more is used only while more has changed
     * @param writer how changes are written
     */
    public TablePages(ImageFile file, EntryFormat format, int mostBytes, PageWriter writer) {
        this.file = file;
        this.format = format;
        this.writer = writer;
        this.mostEntries = Math.max(mostBytes / Long.BYTES, 4 * PAGE_ENTRIES);
    }

    /** How entries are stored. */
    public EntryFormat format() {
        return format;
    }

    /** The entry of a table, if it is in memory. */
    OptionalLong cached(BlockTable table, long index) {
        var page = pages.get(table.pageOffset(index));
        return page == null ? OptionalLong.empty() : OptionalLong.of(page.get(inPage(index)));
    }

    long get(BlockTable table, long index) throws IOException {
        return page(table, index).get(inPage(index));
    }

    /** Fills an array with entries of a table, if they are in memory. */
    boolean cached(BlockTable table, long first, long[] target) {
        for (int done = 0; done < target.length; ) {
            var page = pages.get(table.pageOffset(first + done));
            if (page == null) {
                return false;
            }
            done += page.get(inPage(first + done), target, done);
        }
        return true;
    }

    void get(BlockTable table, long first, long[] target) throws IOException {
        for (int done = 0; done < target.length; ) {
            done += page(table, first + done).get(inPage(first + done), target, done);
        }
    }

    private TablePage page(BlockTable table, long index) throws IOException {
        long offset = table.pageOffset(index);
        var page = pages.get(offset);
        return page == null ? load(offset, table.pageSize(index)) : page;
    }

    void set(BlockTable table, long index, long value) throws IOException {
        long offset = table.pageOffset(index);
        while (true) {
            lock.lock();
            try {
                var page = pages.get(offset);
                if (page != null) {
                    if (page.set(inPage(index), value)) {
                        noteDirty(page);
                    }
                    return;
                }
            } finally {
                lock.unlock();
            }
            load(offset, table.pageSize(index));
        }
    }

    /** Enters a new table, to be written, without reading what lies there. */
    void fresh(BlockTable table, long value) {
        lock.lock();
        try {
            for (long first = 0; first < table.size(); first += PAGE_ENTRIES) {
                var filled = new long[table.pageSize(first)];
                java.util.Arrays.fill(filled, value);
                var page = new TablePage(table.pageOffset(first), filled);
                forget(page.offset());
                enter(page);
                page.touch(0, page.size());
                noteDirty(page);
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(long offset) {
        var old = pages.remove(offset);
        if (old != null) {
            entries -= old.size();
            clock.remove(old);
            if (dirty.remove(old)) {
                dirtyEntries -= old.size();
            }
            dropped++;
        }
    }

    /** Forgets what is in memory of tables that were changed in the file; nothing may be staged. */
    public void clear() {
        lock.lock();
        try {
            pages.clear();
            clock.clear();
            dirty.clear();
            dirtyEntries = 0;
            entries = 0;
            dropped++;
        } finally {
            lock.unlock();
        }
    }

    /** Whether changes fill half of the memory, so that they are to be flushed. */
    public boolean full() {
        lock.lock();
        try {
            return dirtyEntries > mostEntries / 2;
        } finally {
            lock.unlock();
        }
    }

    private static int inPage(long index) {
        return (int) (index % PAGE_ENTRIES);
    }

    private void noteDirty(TablePage page) {
        if (dirty.add(page)) {
            dirtyEntries += page.size();
        }
    }

    /** Reads without the lock; if pages have left meanwhile, what was read may be old. */
    private TablePage load(long offset, int size) throws IOException {
        while (true) {
            long before = dropped();
            var read =
                    new TablePage(offset, format.decode(file.read(offset, size * format.size())));
            lock.lock();
            try {
                var present = pages.get(offset);
                if (present != null) {
                    return present;
                }
                if (before == dropped) {
                    enter(read);
                    return read;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private void enter(TablePage page) {
        makeRoom(page.size());
        pages.put(page.offset(), page);
        clock.add(page);
        entries += page.size();
    }

    private void makeRoom(int needed) {
        for (int tries = 2 * clock.size(); tries > 0 && entries + needed > mostEntries; tries--) {
            var oldest = clock.remove();
            if (oldest.isPinned() || oldest.wasUsed()) {
                clock.add(oldest);
            } else {
                pages.remove(oldest.offset());
                entries -= oldest.size();
                dropped++;
            }
        }
    }

    /** What has changed since the last call, as it is now. */
    public Staged stage() {
        lock.lock();
        try {
            if (dirty.isEmpty()) {
                return Staged.NOTHING;
            }
            var staged = new ArrayList<StagedPage>(dirty.size());
            dirty.forEach(page -> staged.add(page.stage(SECTOR / format.size())));
            dirty.clear();
            dirtyEntries = 0;
            return new StagedPages(staged);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable TablePage present(TablePage page) {
        return pages.get(page.offset()) == page ? page : null;
    }

    private final class StagedPages implements Staged {
        private final List<StagedPage> staged;

        StagedPages(List<StagedPage> staged) {
            this.staged = staged;
        }

        @Override
        public void write() throws IOException {
            for (var piece : staged) {
                writer.write(
                        piece.page().offset() + (long) piece.first() * format.size(),
                        format.encode(piece.entries()));
            }
        }

        @Override
        public void done() {
            end(false);
        }

        @Override
        public void failed() {
            end(true);
        }

        private void end(boolean again) {
            lock.lock();
            try {
                for (var piece : staged) {
                    piece.page().settle();
                    if (again && present(piece.page()) != null) {
                        piece.page().touch(piece.first(), piece.first() + piece.entries().length);
                        noteDirty(piece.page());
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
