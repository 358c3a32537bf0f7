package org.blockyard.kernel.internal.swap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.DriverKind;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;

/**
 * What a device says of some places of its disk: the length, and at each place the mapping and the
 * bytes. Two instances that serve the same image must agree on it. Plain values, of no driver's
 * classes.
 *
 * @param length the disk's length
 * @param places what is where
 */
public record Samples(long length, List<Place> places) {
    private static final int BLOCK = 4096;

    /** A block larger than this is not worth reading while requests wait. */
    private static final int LARGEST_BLOCK = 1 << 20;

    /** How many places besides the first and the last block. */
    private static final int WITHIN = 6;

    /**
     * One place.
     *
     * @param offset where
     * @param mapping what the device says it is
     * @param bytes its bytes
     */
    public record Place(long offset, Extent mapping, ByteBuffer bytes) {
        private boolean zero() {
            for (int i = 0; i < bytes.limit(); i++) {
                if (bytes.get(i) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * The offsets to look at on a device: its first and last block and some between.
     *
     * @param seed what decides which ones
     */
    public static List<Long> offsets(BlockDevice device, long seed) {
        int block = block(device);
        var offsets = new TreeSet<Long>();
        long blocks = (device.length() + block - 1) / block;
        if (blocks > 0 && block <= LARGEST_BLOCK) {
            offsets.add(0L);
            offsets.add((blocks - 1) * block);
            new SplittableRandom(seed)
                    .longs(WITHIN, 0, blocks)
                    .forEach(at -> offsets.add(at * block));
        }
        return List.copyOf(offsets);
    }

    static int block(BlockDevice device) {
        return Math.max(BLOCK, device.limits().requestAlignment());
    }

    /** Looks at a device. */
    public static Samples take(BlockDevice device, List<Long> offsets, BufferPool buffers)
            throws IOException {
        long length = device.length();
        int block = block(device);
        var places = new ArrayList<Place>();
        var channel = device.openLane();
        try (var buffer = buffers.lend(block)) {
            for (long offset : offsets) {
                int size = (int) Math.min(block, length - offset);
                if (size <= 0) {
                    break;
                }
                var mapping = channel.status(offset, size);
                if (mapping.length() > size) {
                    throw new BlockException(
                            ErrorKind.IO, "the driver tells of more than was asked");
                }
                var bytes = buffer.bytes().clear().limit(size);
                read(channel, offset, bytes);
                var kept = ByteBuffer.allocate(size).put(bytes.flip()).flip();
                places.add(new Place(offset, mapping, kept.asReadOnlyBuffer()));
            }
        } finally {
            close(device, channel);
        }
        return new Samples(length, List.copyOf(places));
    }

    /** Both ways of reading must work, whichever the first request takes. */
    private static void read(DataChannel channel, long offset, ByteBuffer target)
            throws IOException {
        int size = target.limit();
        channel.tryRead(offset, target);
        target.clear().limit(size);
        channel.read(offset, target);
        if (target.hasRemaining()) {
            throw new BlockException(ErrorKind.IO, "the driver read less than was asked");
        }
    }

    static void close(BlockDevice device, DataChannel channel) throws IOException {
        if (channel != device && channel instanceof AutoCloseable lane) {
            try {
                lane.close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    /** The first thing on which a later look differs, as a sentence. */
    public Optional<String> differs(Samples later, DriverKind kind) {
        if (later.length != length) {
            return Optional.of(
                    "it reports a length of " + later.length + " bytes instead of " + length);
        }
        if (later.places.size() != places.size()) {
            return Optional.of("it can't be read where it could before");
        }
        for (int i = 0; i < places.size(); i++) {
            var here = places.get(i);
            var there = later.places.get(i);
            if (!here.bytes.equals(there.bytes)) {
                return Optional.of("it reads other bytes at offset " + here.offset);
            }
            if (!agree(here, there, kind)) {
                return Optional.of(
                        "it maps offset "
                                + here.offset
                                + " as "
                                + inWords(there.mapping)
                                + " instead of "
                                + inWords(here.mapping));
            }
        }
        return Optional.empty();
    }

    private static boolean agree(Place here, Place there, DriverKind kind) {
        if (kind == DriverKind.PROTOCOL && here.zero()) {
            // a host may call a hole data or the other way round as it likes
            return true;
        }
        var a = here.mapping;
        var b = there.mapping;
        boolean samePlace =
                a.location().isEmpty()
                        || b.location().isEmpty()
                        || a.location().equals(b.location());
        return a.kind() == b.kind() && a.compressed() == b.compressed() && samePlace;
    }

    private static String inWords(Extent extent) {
        var kind = extent.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return extent.location()
                .map(place -> kind + " at " + place.offset() + " of '" + place.child() + "'")
                .orElse(kind);
    }
}
