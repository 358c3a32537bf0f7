package org.blockyard.format.kit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import org.blockyard.driver.Progress;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Makes an image smaller where it is: blocks of zeroes are given up, blocks from the file's end
 * move to free places, and the file is cut. With no request in flight. At each moment the file
 * holds all data: what moves goes to a place that nothing uses, is on stable storage before a table
 * names it, and its old place is left alone until the table is on stable storage, too.
 */
public final class Compaction {
    /** Of so many blocks the places are known: 128 MiB of numbers. */
    private static final int MOST_BLOCKS = 1 << 24;

    private static final int MOST_FIXED = 1 << 21;

    /** What is copied between two flushes, so that a crash does not have all be done again. */
    private static final long BATCH = 256 << 20;

    private static final int PIECE = 1 << 20;

    private final MovableMap map;
    private final BlockData data;
    private final DiskLock lock;
    private final FlushOrder flushes;
    private final boolean bare;
    private final Progress progress;
    private final long blocks;
    private long copied;

    /** The compaction of a disk; {@code bare} says that it never has a backing. */
    Compaction(
            MovableMap map,
            BlockData data,
            DiskLock lock,
            FlushOrder flushes,
            boolean bare,
            Progress progress) {
        this.map = map;
        this.data = data;
        this.lock = lock;
        this.flushes = flushes;
        this.bare = bare;
        this.progress = progress;
        this.blocks = (map.length() + map.blockSize() - 1) / map.blockSize();
    }

    /** What is done with a block that has data. */
    private interface Work {
        void run(long block, Place place, Place.Data at) throws IOException;
    }

    /** Makes the image as small as it can be; durable when it returns. */
    public void run() throws IOException {
        commit();
        forEach(
                (block, place, at) -> {
                    progress.update(block, 2 * blocks);
                    drop(block, place, at);
                });
        dropTables();
        commit();
        closeHoles();
    }

    /** Has all changes of tables on stable storage. */
    public void commit() throws IOException {
        flushes.run();
        copied = 0;
    }

    /** Copies a block's bytes to another place of the file. */
    public void copy(Place.Data from, Place.Data to) throws IOException {
        copy(from.offset() - map.before(), to.offset() - map.before(), pieceSize());
    }

    private long pieceSize() {
        return map.before() + (long) map.blockSize();
    }

    private void copy(long from, long to, long size) throws IOException {
        try (var lent = data.buffers().lend((int) Math.min(PIECE, size))) {
            for (long done = 0; done < size; done += lent.bytes().limit()) {
                var bytes = lent.bytes().clear();
                bytes.limit((int) Math.min(bytes.capacity(), size - done));
                data.file().read(from + done, bytes);
                data.file().write(to + done, bytes.flip());
            }
        }
        copied += size;
    }

    private void forEach(Work work) throws IOException {
        for (long block = 0; block < blocks; ) {
            var place = map.lookup(block);
            switch (place) {
                case Place.Data at -> work.run(block, place, at);
                case Place.Partial partial -> work.run(block, place, partial.data());
                case Place.Zero(Optional<Place.Data> kept) when kept.isPresent() ->
                        work.run(block, place, kept.get());
                default -> {}
            }
            block += place instanceof Place.Absent ? map.absentRun(block) : 1;
        }
    }

    /** Gives up a block that holds nothing but zeroes. */
    private void drop(long block, Place place, Place.Data at) throws IOException {
        if (place instanceof Place.Partial
                || place instanceof Place.Data && !isZero(block, at.offset())) {
            return;
        }
        change(
                () -> {
                    var empty = bare ? Optional.of(Place.ABSENT) : map.emptied(block, place);
                    if (empty.isPresent()) {
                        map.map(block, empty.get());
                        lock.giveUp(place);
                    }
                });
    }

    private boolean isZero(long block, long place) throws IOException {
        long start = block * map.blockSize();
        long size = Math.min(map.blockSize(), map.length() - start);
        try (var lent = data.buffers().lend((int) Math.min(PIECE, size))) {
            for (long done = 0; done < size; done += lent.bytes().limit()) {
                var bytes = lent.bytes().clear();
                bytes.limit((int) Math.min(bytes.capacity(), size - done));
                data.read(place + done, start + done, bytes);
                if (!ImageFile.isZero(bytes.flip())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A change of the map in memory. */
    private interface Change {
        void run() throws IOException;
    }

    private void change(Change change) throws IOException {
        lock.tables().lock();
        try {
            if (!map.prepared()) {
                map.prepare();
            }
            change.run();
        } finally {
            lock.tables().unlock();
        }
        if (copied >= BATCH || map.full()) {
            commit();
        }
    }

    private void dropTables() throws IOException {
        if (map.leaves().isPresent()) {
            var leaves = map.leaves().get();
            for (long which = 0; which < leaves.first().size(); which++) {
                long table = which;
                if (leaves.first().get(table) != 0 && leaves.isEmpty(table)) {
                    change(() -> leaves.first().set(table, 0));
                }
            }
        }
    }

    /**
     * Moves what lies last to where nothing is, and cuts the file. All that is known is in the
     * file.
     *
     * @return where the image ends then
     */
    public long closeHoles() throws IOException {
        var plan = plan();
        // from here on nobody else gives out what is free
        cut(plan.endBefore());
        forEach(
                (block, place, at) -> {
                    progress.update(blocks + block, 2 * blocks);
                    move(plan, block, at);
                });
        moveTables(plan);
        commit();
        cut(plan.endAfter());
        progress.update(2 * blocks, 2 * blocks);
        return plan.endAfter();
    }

    private MovePlan plan() throws IOException {
        var fixed = new ArrayList<Pieces.Range>();
        map.fixed((from, to) -> fixed.add(new Pieces.Range(from, to)));
        refuseMore(fixed.size(), MOST_FIXED);
        var pieces = new Pieces.Equal(pieceSize());
        forEach(
                (block, place, at) -> {
                    refuseMore(pieces.count() + 1, MOST_BLOCKS);
                    pieces.add(at.offset() - map.before());
                });
        pieces.sort();
        return new MovePlan(
                pieces,
                tables(),
                Pieces.Various.of(fixed),
                free -> Math.ceilDiv(free, map.blockSize()) * map.blockSize(),
                free -> map.placeBehind(free).offset() - map.before());
    }

    private static void refuseMore(int pieces, int most) throws BlockException {
        if (pieces > most) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "the image has more than %d pieces, too many to be moved".formatted(most));
        }
    }

    private Pieces.Equal tables() throws IOException {
        if (map.leaves().isEmpty()) {
            return new Pieces.Equal(0);
        }
        var first = map.leaves().get().first();
        var tables = new Pieces.Equal(map.leaves().get().tableBytes());
        for (long which = 0; which < first.size(); which++) {
            if (first.get(which) != 0) {
                tables.add(first.get(which));
            }
        }
        tables.sort();
        return tables;
    }

    private void cut(long end) throws IOException {
        lock.tables().lock();
        try {
            lock.givenUp().clear();
            map.cut(end);
            map.file().flush();
        } finally {
            lock.tables().unlock();
        }
    }

    private void move(MovePlan plan, long block, Place.Data at) throws IOException {
        var target = plan.blockTarget(at.offset() - map.before());
        if (target.isPresent()) {
            var to = new Place.Data(target.getAsLong() + map.before());
            copy(at, to);
            change(() -> map.moved(block, to));
        }
    }

    /** They are in the file as they are in memory once what was changed in them is committed. */
    private void moveTables(MovePlan plan) throws IOException {
        if (map.leaves().isEmpty()) {
            return;
        }
        commit();
        var leaves = map.leaves().get();
        for (long which = 0; which < leaves.first().size(); which++) {
            long table = which;
            long from = leaves.first().get(table);
            var target = plan.tableTarget(from);
            if (target.isPresent()) {
                copy(from, target.getAsLong(), leaves.tableBytes());
                change(() -> leaves.first().set(table, target.getAsLong()));
            }
        }
    }
}
