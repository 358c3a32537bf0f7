package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Tables that are in memory alone, of a format with partial blocks or with packed ones: a block
 * whose bytes are all the same is packed to one byte.
 */
final class MemoryMap implements WritableMap {
    private static final int SECTOR = 512;

    final AtomicReferenceArray<Place> places;
    int unpacked;

    /** Whether blocks become partial ones when they are written for the first time. */
    boolean partialAtFirst;

    private final ImageFile file;
    private final int blockSize;
    private final TailSpace space;
    private final BitSet[] sectors;

    MemoryMap(ImageFile file, int blocks, int blockSize) {
        this.file = file;
        this.blockSize = blockSize;
        this.places = new AtomicReferenceArray<>(blocks);
        this.space = new TailSpace(file, 0, blockSize, Long.MAX_VALUE);
        this.sectors = new BitSet[blocks];
        for (int i = 0; i < blocks; i++) {
            places.set(i, Place.ABSENT);
            sectors[i] = new BitSet();
        }
    }

    @Override
    public ImageFile file() {
        return file;
    }

    @Override
    public long length() {
        return (long) places.length() * blockSize;
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public int requestAlignment() {
        return SECTOR;
    }

    @Override
    public Place lookup(long block) {
        return places.get((int) block);
    }

    @Override
    public NewPlace allocate(long block, Place now) throws IOException {
        return space.take();
    }

    @Override
    public boolean startsPartial(Place now) {
        return partialAtFirst && now instanceof Place.Absent;
    }

    @Override
    public void map(long block, Place place) {
        if (place instanceof Place.Partial(var data, var none)) {
            var bits = sectors[(int) block];
            bits.clear();
            places.set((int) block, new Place.Partial(data, bits::get));
        } else {
            places.set((int) block, place);
        }
    }

    /** Gives a block space of which no sector is there. */
    void makePartial(int block) throws IOException {
        map(block, new Place.Partial(space.take().data(), sector -> false));
    }

    @Override
    public void present(long block, int firstSector, int count) {
        sectors[(int) block].set(firstSector, firstSector + count);
    }

    @Override
    public Optional<ByteBuffer> pack(long block, ByteBuffer bytes) {
        for (int i = 1; i < bytes.limit(); i++) {
            if (bytes.get(i) != bytes.get(0)) {
                return Optional.empty();
            }
        }
        return Optional.of(bytes.slice(0, 1));
    }

    @Override
    public PackedSpace allocatePacked(long block, Place now, int size) throws IOException {
        long offset = space.takeNext(blockSize).data().offset();
        return new PackedSpace(offset, new Place.Packed(offset));
    }

    @Override
    public void unpack(long block, Place.Packed place, ByteBuffer target) throws IOException {
        unpacked++;
        Arrays.fill(target.array(), file.read(place.token(), 1).get());
        target.position(target.limit());
    }

    @Override
    public Staged stage() {
        return Staged.NOTHING;
    }
}
