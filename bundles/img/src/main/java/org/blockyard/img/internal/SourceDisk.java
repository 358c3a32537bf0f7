package org.blockyard.img.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.RequestFlags;

/**
 * Several disks, end to end, as one to read from. Any thread may read; one at a time asks what
 * there is.
 */
final class SourceDisk {
    private static final int SECTOR = 512;
    private static final long UNKNOWN_PIECE = 1 << 20;

    private final List<Lane> lanes;
    private final List<RunsAhead> runs;
    private final long[] starts;
    private final boolean salvage;
    private final PrintStream err;

    /**
     * @param base the node at which a look down a disk's chain ends
     * @param salvage whether what can't be read is told and taken as zeroes
     */
    SourceDisk(List<Lane> lanes, Optional<String> base, boolean salvage, PrintStream err) {
        this.lanes = List.copyOf(lanes);
        this.runs = this.lanes.stream().map(lane -> new RunsAhead(lane, base)).toList();
        this.starts = new long[lanes.size() + 1];
        for (int i = 0; i < lanes.size(); i++) {
            starts[i + 1] = starts[i] + lanes.get(i).length();
        }
        this.salvage = salvage;
        this.err = err;
    }

    long length() {
        return starts[lanes.size()];
    }

    private int at(long offset) {
        int index = 0;
        while (starts[index + 1] <= offset) {
            index++;
        }
        return index;
    }

    /** What lies at an offset, up to the end of one of the disks. */
    ChainExtent status(long offset) throws IOException {
        int index = at(offset);
        var lane = lanes.get(index);
        long inside = offset - starts[index];
        try {
            return runs.get(index).at(inside);
        } catch (IOException e) {
            if (!salvage) {
                throw e;
            }
            err.println(
                    "qemu-img: warning: error while reading block status at offset "
                            + offset
                            + ": "
                            + e.getMessage());
            return unknown(Math.min(UNKNOWN_PIECE, lane.length() - inside));
        }
    }

    private static ChainExtent unknown(long length) {
        return new ChainExtent(
                length, true, false, true, false, 0, OptionalLong.empty(), Optional.empty());
    }

    /** Fills a buffer from its position to its limit, over the ends of disks. */
    void read(long offset, ByteBuffer target) throws IOException {
        int limit = target.limit();
        long at = offset;
        while (target.position() < limit) {
            int index = at(at);
            int count = (int) Math.min(limit - target.position(), starts[index + 1] - at);
            target.limit(target.position() + count);
            read(lanes.get(index), at - starts[index], target);
            at += count;
        }
        target.limit(limit);
    }

    /**
     * Has the operating system copy a range, or its beginning, to the same place of a target; the
     * count of bytes.
     */
    long copyTo(Lane target, long offset, long length) throws IOException {
        int index = at(offset);
        long count = Math.min(length, starts[index + 1] - offset);
        return target.copyFrom(
                lanes.get(index), offset - starts[index], offset, count, RequestFlags.NONE);
    }

    private void read(Lane lane, long offset, ByteBuffer target) throws IOException {
        int from = target.position();
        try {
            lane.read(offset, target);
        } catch (IOException e) {
            if (!salvage) {
                throw e;
            }
            target.position(from);
            rescue(lane, offset, target);
        }
    }

    /** Reads sector by sector; those that fail are zeroes. */
    private void rescue(Lane lane, long offset, ByteBuffer target) {
        int from = target.position();
        int end = target.limit();
        for (int at = from; at < end; at += SECTOR) {
            target.limit(Math.min(end, at + SECTOR)).position(at);
            try {
                lane.read(offset + at - from, target);
            } catch (IOException e) {
                err.println(
                        "qemu-img: warning: error while reading offset "
                                + (offset + at - from)
                                + ": "
                                + e.getMessage());
                for (int i = at; i < target.limit(); i++) {
                    target.put(i, (byte) 0);
                }
            }
        }
        target.limit(end).position(end);
    }
}
