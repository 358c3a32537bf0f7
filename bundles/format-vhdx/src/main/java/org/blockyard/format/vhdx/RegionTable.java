package org.blockyard.format.vhdx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Where the tables of an image are ([MS-VHDX] 2.2.3). There are two copies of it.
 *
 * @param bat the table of blocks
 * @param metadata the metadata
 * @param end where the last region ends, known or not
 */
record RegionTable(Region bat, Region metadata, long end) {
    private static final int SIZE = 64 << 10;
    private static final long[] PLACES = {192 << 10, 256 << 10};

    /** "regi". */
    private static final int SIGNATURE = 0x6967_6572;

    private static final int COUNT_AT = 8;
    private static final int ENTRIES_AT = 16;
    private static final int ENTRY_SIZE = 32;
    private static final int MOST_ENTRIES = 2047;
    private static final int OFFSET_AT = 16;
    private static final int LENGTH_AT = 24;
    private static final int REQUIRED_AT = 28;

    private static final UUID BAT = UUID.fromString("2DC27766-F623-4200-9D64-115E9BFD4A08");
    private static final UUID METADATA = UUID.fromString("8B7CA206-4790-4B9A-B8FE-575F050F886E");

    /** Those of a new image. */
    RegionTable(Region bat, Region metadata) {
        this(bat, metadata, Math.max(bat.end(), metadata.end()));
    }

    /** The regions of an image, none of which overlaps another or the log. */
    static RegionTable read(ImageFile file, Region log) throws IOException {
        return parse(bytes(file), log, file.length());
    }

    private static ByteBuffer bytes(ImageFile file) throws IOException {
        for (long place : PLACES) {
            var bytes = file.read(place, SIZE).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.getInt(0) == SIGNATURE && Checksum.isRight(bytes)) {
                return bytes;
            }
        }
        throw wrong("neither copy of the VHDX region table is whole");
    }

    private static RegionTable parse(ByteBuffer bytes, Region log, long fileLength)
            throws BlockException {
        int count = bytes.getInt(COUNT_AT);
        if (count < 0 || count > MOST_ENTRIES) {
            throw wrong(
                    "the VHDX region table has " + Integer.toUnsignedString(count) + " entries");
        }
        var taken = new ArrayList<Region>(List.of(log));
        var bat = Optional.<Region>empty();
        var metadata = Optional.<Region>empty();
        long end = 0;
        for (int i = 0; i < count; i++) {
            int at = ENTRIES_AT + i * ENTRY_SIZE;
            var region = region(bytes, at, taken, fileLength);
            var id = Guids.read(bytes, at);
            end = Math.max(end, region.end());
            if (id.equals(BAT)) {
                bat = once(bat, region, "BAT");
            } else if (id.equals(METADATA)) {
                metadata = once(metadata, region, "metadata");
            } else if ((bytes.getInt(at + REQUIRED_AT) & 1) != 0) {
                throw new BlockException(
                        ErrorKind.UNSUPPORTED, "the VHDX region " + id + " is not known");
            }
        }
        return new RegionTable(
                bat.orElseThrow(() -> wrong("the image has no BAT region")),
                metadata.orElseThrow(() -> wrong("the image has no metadata region")),
                end);
    }

    private static Region region(ByteBuffer bytes, int at, List<Region> taken, long fileLength)
            throws BlockException {
        var region =
                new Region(
                        bytes.getLong(at + OFFSET_AT), bytes.getInt(at + LENGTH_AT) & 0xffff_ffffL);
        if (!region.isSaneIn(fileLength)) {
            throw wrong(region.refusal("a VHDX region", fileLength));
        }
        for (var other : taken) {
            if (region.overlaps(other)) {
                throw wrong(
                        "VHDX region %s overlaps with region %s"
                                .formatted(region.range(), other.range()));
            }
        }
        taken.add(region);
        return region;
    }

    private static Optional<Region> once(Optional<Region> before, Region region, String name)
            throws BlockException {
        if (before.isPresent()) {
            throw wrong("the image has two " + name + " regions");
        }
        return Optional.of(region);
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_FORMAT, sentence);
    }

    /**
     * Has both copies name another place of the table of blocks, one after the other; durable when
     * it returns.
     */
    static RegionTable moveBat(ImageFile file, Region log, Region to) throws IOException {
        var bytes = bytes(file);
        for (int i = 0; i < bytes.getInt(COUNT_AT); i++) {
            if (Guids.read(bytes, ENTRIES_AT + i * ENTRY_SIZE).equals(BAT)) {
                put(bytes, i, BAT, to);
            }
        }
        Checksum.put(bytes);
        for (long place : PLACES) {
            file.write(place, bytes.duplicate());
            file.flush();
        }
        return parse(bytes, log, file.length());
    }

    /** Writes both copies of a new image. */
    void write(ImageFile file) throws IOException {
        var bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, SIGNATURE).putInt(COUNT_AT, 2);
        put(bytes, 0, BAT, bat);
        put(bytes, 1, METADATA, metadata);
        Checksum.put(bytes);
        for (long place : PLACES) {
            file.write(place, bytes.duplicate());
        }
    }

    private static void put(ByteBuffer bytes, int index, UUID id, Region region) {
        int at = ENTRIES_AT + index * ENTRY_SIZE;
        Guids.write(bytes, at, id);
        bytes.putLong(at + OFFSET_AT, region.offset())
                .putInt(at + LENGTH_AT, (int) region.length())
                .putInt(at + REQUIRED_AT, 1);
    }
}
