package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * A small format: a table of 32-bit sector numbers, 0 for nothing and 1 for zeroes, and blocks
 * behind it, each with a sector of its own before it if that is wanted.
 */
final class ToyMap implements MovableMap {
    private static final int TABLE = 512;
    private static final int SECTOR = 512;
    private static final long NOTHING = 0;
    private static final long ZEROES = 1;

    final ImageFile file;
    final BlockTable table;
    TailSpace space;
    private final long length;
    private final int blockSize;
    private final int before;
    private final long start;
    boolean reusing = true;

    /** So many blocks are mapped, and then one is not. */
    int mapsUntilFailure = -1;

    ToyMap(ImageFile file, long length, int blockSize, boolean prefixed) throws IOException {
        this.file = file;
        this.length = length;
        this.blockSize = blockSize;
        this.before = prefixed ? SECTOR : 0;
        long blocks = (length + blockSize - 1) / blockSize;
        this.table = BlockTable.of(file, EntryFormat.BE32, TABLE, blocks);
        this.start = (table.end() + SECTOR - 1) / SECTOR * SECTOR;
        long end = start;
        for (long block = 0; block < blocks; block++) {
            if (lookup(block) instanceof Place.Data data) {
                end = Math.max(end, data.offset() + blockSize);
            }
        }
        this.space = new TailSpace(file, end, blockSize + before, 1L << 40);
    }

    /** The first bytes of an image without data. */
    static byte[] image(long length, int blockSize) {
        long blocks = (length + blockSize - 1) / blockSize;
        return new byte[(int) ((TABLE + 4 * blocks + SECTOR - 1) / SECTOR * SECTOR)];
    }

    @Override
    public ImageFile file() {
        return file;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public Place lookup(long block) throws IOException {
        return place(table.get(block));
    }

    @Override
    public Place cached(long block) throws IOException {
        OptionalLong entry = table.cached(block);
        return entry.isPresent() ? place(entry.getAsLong()) : Place.UNKNOWN;
    }

    private Place place(long entry) throws IOException {
        if (entry == NOTHING) {
            return Place.ABSENT;
        }
        if (entry == ZEROES) {
            return Place.ZERO;
        }
        long offset = entry * SECTOR;
        if (offset < start || offset + blockSize > file.length()) {
            throw new BlockException(ErrorKind.CORRUPT, "a block lies at " + offset);
        }
        return new Place.Data(offset);
    }

    @Override
    public NewPlace allocate(long block, Place now) throws IOException {
        var taken = space.take();
        return new NewPlace(
                new Place.Data(taken.data().offset() + before),
                taken.blank(),
                before == 0
                        ? Optional.empty()
                        : Optional.of(ByteBuffer.wrap(new byte[SECTOR]).put(0, (byte) 0x55)));
    }

    @Override
    public void abandon(long block, NewPlace place, boolean written) {
        space.giveBack(new Place.Data(place.data().offset() - before), place.blank() && !written);
    }

    @Override
    public void map(long block, Place place) throws IOException {
        if (mapsUntilFailure-- == 0) {
            throw new IOException("no table");
        }
        table.set(
                block,
                switch (place) {
                    case Place.Data data -> data.offset() / SECTOR;
                    case Place.Zero zero -> ZEROES;
                    default -> NOTHING;
                });
    }

    @Override
    public Optional<Place> zeroed(long block, Place now, boolean unmap) {
        return unmap ? Optional.of(Place.ZERO) : Optional.empty();
    }

    @Override
    public Optional<Place> discarded(long block, Place now) {
        return Optional.of(Place.ZERO);
    }

    @Override
    public void reclaim(Place.Data place) {
        if (reusing) {
            space.giveBack(new Place.Data(place.offset() - before), false);
        }
    }

    @Override
    public void fixed(InUse inUse) {
        inUse.range(0, start);
    }

    @Override
    public Place.Data placeBehind(long free) {
        return new Place.Data(Math.ceilDiv(free, SECTOR) * SECTOR + before);
    }

    @Override
    public int before() {
        return before;
    }

    @Override
    public void cut(long end) throws IOException {
        file.trim(end);
        space = new TailSpace(file, end, blockSize + before, 1L << 40);
    }

    @Override
    public Staged stage() {
        return table.pages().stage();
    }
}
