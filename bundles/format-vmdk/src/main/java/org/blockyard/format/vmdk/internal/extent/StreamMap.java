package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.codec.Codec;
import org.blockyard.codec.Codecs;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.NewPlace;
import org.blockyard.format.kit.PackedSpace;
import org.blockyard.format.kit.Place;
import org.blockyard.format.vmdk.internal.layout.Marker;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Where the compressed grains of an extent are. New ones are appended. While it is written the
 * header names the directory that is kept up to date; when it is closed it becomes a stream.
 */
final class StreamMap extends GrainMap {
    private static final int HEADROOM = 1024;

    private final Codec codec = Codecs.zlib(Codecs.DEFLATE_DEFAULT_LEVEL);
    private final boolean ended;
    private volatile boolean prepared;

    /**
     * The grains of an extent.
     *
     * @param header the header, with the directory's real place
     * @param tables where the directory and the tables are
     * @param end where new grains begin
     * @param ended whether the header in the file says that the directory is at the end
     */
    StreamMap(
            ImageFile file,
            SparseHeader header,
            GrainTables tables,
            long end,
            boolean ended,
            boolean backed) {
        super(file, header, tables, end, SparseHeader.SECTOR, backed);
        this.ended = ended;
    }

    @Override
    Place stored(long entry) {
        return new Place.Packed(entry);
    }

    @Override
    public void unpack(long grain, Place.Packed place, ByteBuffer target) throws IOException {
        long offset = place.token() * SparseHeader.SECTOR;
        int most = mostPacked();
        int size = most;
        if (header().markers()) {
            var marker = Marker.read(file().read(offset, SparseHeader.SECTOR));
            if (marker.value() != grain * header().grainSize()
                    || marker.size() == 0
                    || marker.size() > most) {
                throw new BlockException(
                        ErrorKind.CORRUPT,
                        "the marker at %d is not that of grain %d".formatted(offset, grain));
            }
            offset += Marker.GRAIN_BYTES;
            size = (int) marker.size();
        }
        // the last grain of some images ends where the disk does
        int there = (int) Math.min(blockSize(), length() - grain * blockSize());
        codec.decode(file().read(offset, size), target.limit(target.position() + there));
        ImageFile.zero(target.limit(target.capacity()).position(there));
    }

    /** What a grain that can't be compressed takes at most, by any writer. */
    private int mostPacked() {
        return blockSize() + blockSize() / 4 + HEADROOM;
    }

    @Override
    public Optional<ByteBuffer> pack(long grain, ByteBuffer bytes) throws IOException {
        var target = ByteBuffer.allocate(mostPacked() + SparseHeader.SECTOR);
        target.position(Marker.GRAIN_BYTES);
        if (!codec.encode(whole(bytes), target)) {
            throw new BlockException(ErrorKind.IO, "a grain grew when it was compressed");
        }
        int size = target.position() - Marker.GRAIN_BYTES;
        Marker.putGrain(target.slice(0, Marker.GRAIN_BYTES), grain * header().grainSize(), size);
        int sectors = (target.position() + SparseHeader.SECTOR - 1) / SparseHeader.SECTOR;
        return Optional.of(target.limit(sectors * SparseHeader.SECTOR).position(0));
    }

    /** A grain is compressed as a whole, also where it reaches beyond the disk. */
    private ByteBuffer whole(ByteBuffer bytes) {
        if (bytes.remaining() == blockSize()) {
            return bytes;
        }
        return ByteBuffer.allocate(blockSize()).put(bytes).clear();
    }

    @Override
    public PackedSpace allocatePacked(long grain, Place now, int size) throws IOException {
        long offset = space().takeNext(size).data().offset();
        return new PackedSpace(offset, new Place.Packed(offset / SparseHeader.SECTOR));
    }

    @Override
    public NewPlace allocate(long grain, Place now) throws IOException {
        throw new IllegalStateException("grains of a stream are all compressed");
    }

    /** A table in the stream has a marker, so that readers can step over it. */
    @Override
    List<Long> newTables() throws IOException {
        var entries = new ArrayList<Long>();
        int sectors = tables().tableSectors();
        for (int set = 0; set < tables().sets(); set++) {
            long size = (1L + sectors) * SparseHeader.SECTOR;
            long offset = space().takeNext(size).data().offset();
            file().grow(offset + size);
            file().write(offset, Marker.sector(Marker.TABLE, sectors));
            entries.add(offset / SparseHeader.SECTOR + 1);
        }
        return entries;
    }

    /** What was given up would still be in the stream. */
    @Override
    public Optional<Place> zeroed(long grain, Place now, boolean unmap) {
        return Optional.empty();
    }

    @Override
    public Optional<Place> discarded(long grain, Place now) {
        return Optional.empty();
    }

    @Override
    public boolean prepared() {
        return prepared;
    }

    /** The header names the directory that will be kept up to date. */
    @Override
    public void prepare() throws IOException {
        if (ended) {
            file().write(0, header().write());
            file().flush();
        }
        prepared = true;
    }

    @Override
    public void close() throws IOException {
        if (prepared) {
            new StreamEnd(file(), header(), tables()).write(space().end());
        }
        codec.close();
    }
}
