package org.blockyard.img.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.graph.Lane;
import org.blockyard.io.RequestFlags;

/** Writes what was read, but not what the target has anyway. Any thread may write. */
final class TargetDisk {
    private final Lane lane;
    private final CopyPlan plan;

    /** Whether zeroes need not be written where nothing was written before. */
    private final boolean zeroesAreThere;

    TargetDisk(Lane lane, CopyPlan plan) {
        this.lane = lane;
        this.plan = plan;
        this.zeroesAreThere = plan.blank() && plan.selection() == CopyPlan.Selection.ALL;
    }

    void zero(long offset, long length) throws IOException {
        lane.writeZeroes(offset, length, RequestFlags.MAY_UNMAP);
    }

    /** Writes a buffer from its position to its limit. */
    void write(long offset, ByteBuffer bytes) throws IOException {
        if (plan.unit() > 0) {
            compress(offset, bytes);
        } else if (plan.sparse() == 0) {
            lane.write(offset, bytes, RequestFlags.NONE);
        } else {
            writeRuns(offset, bytes);
        }
    }

    /** Whole units, each compressed on its own; zeroes take no room. */
    private void compress(long offset, ByteBuffer bytes) throws IOException {
        // limits change while it is written
        var content = bytes.duplicate();
        int count = bytes.limit();
        for (int at = 0; at < count; at += plan.unit()) {
            int end = Math.min(count, at + plan.unit());
            if (plan.sparse() > 0 && Zeroes.all(content, at, end)) {
                zeroes(offset + at, end - at);
            } else {
                lane.write(
                        offset + at,
                        bytes.clear().limit(end).position(at),
                        RequestFlags.COMPRESSED);
            }
        }
    }

    /** What is not zero, in runs of whole sparse units. */
    private void writeRuns(long offset, ByteBuffer bytes) throws IOException {
        // limits change while it is written
        var content = bytes.duplicate();
        int count = bytes.limit();
        for (int at = 0; at < count; ) {
            boolean zero = zeroUnit(content, at, count);
            int end = at;
            do {
                end = Math.min(count, end + plan.sparse());
            } while (end < count && zeroUnit(content, end, count) == zero);
            if (zero) {
                zeroes(offset + at, end - at);
            } else {
                lane.write(offset + at, bytes.clear().limit(end).position(at), RequestFlags.NONE);
            }
            at = end;
        }
    }

    private boolean zeroUnit(ByteBuffer content, int at, int count) {
        return Zeroes.all(content, at, Math.min(count, at + plan.sparse()));
    }

    private void zeroes(long offset, int length) throws IOException {
        if (!zeroesAreThere) {
            zero(offset, length);
        }
    }
}
