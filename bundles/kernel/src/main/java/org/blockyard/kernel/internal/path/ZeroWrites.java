package org.blockyard.kernel.internal.path;

import java.io.IOException;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.path.SerialisedRanges.Use;

/**
 * Zeroes by the device's quick way where it has one for the piece at hand, else by writing zero
 * bytes.
 */
final class ZeroWrites {
    private ZeroWrites() {}

    /**
     * Makes a range read as zeroes.
     *
     * @return false if {@link RequestFlags#NO_FALLBACK} was given and the device has no quick way
     */
    static boolean write(
            OpenDevice open, DataChannel channel, long offset, long length, RequestFlags flags)
            throws IOException {
        if (length == 0) {
            return true;
        }
        if (open.requestMask == 0 && !open.ranges.asked()) {
            return pieces(open, channel, offset, length, flags);
        }
        var use = open.wholeBlocks(offset, length) ? Use.WRITE : Use.MODIFY;
        var range = open.ranges.enter(open.blockStart(offset), open.blockEnd(offset + length), use);
        try {
            return pieces(open, channel, offset, length, flags);
        } finally {
            open.ranges.exit(range);
        }
    }

    /** Makes a range read as zeroes that is kept by the caller. */
    static void writeKept(
            OpenDevice open, DataChannel channel, long offset, long length, RequestFlags flags)
            throws IOException {
        pieces(open, channel, offset, length, flags);
    }

    private static boolean pieces(
            OpenDevice open, DataChannel channel, long offset, long length, RequestFlags flags)
            throws IOException {
        var wishes = open.policy.discard() ? flags : flags.without(RequestFlags.MAY_UNMAP);
        var forDevice = Flushes.forDevice(open, wishes);
        long end = offset + length;
        if (!flags.has(RequestFlags.NO_FALLBACK)) {
            quickOrSlow(open, channel, offset, end, forDevice);
        } else if (!quickOrNothing(open, channel, offset, end, forDevice)) {
            return false;
        }
        Flushes.afterWrite(open, channel, flags);
        return true;
    }

    private static void quickOrSlow(
            OpenDevice open, DataChannel channel, long from, long to, RequestFlags flags)
            throws IOException {
        for (long at = from; at < to; ) {
            long piece = piece(open, at, to);
            if (!quick(open, channel, at, piece, flags)) {
                slow(open, channel, at, piece, flags.without(RequestFlags.MAY_UNMAP));
            }
            at += piece;
        }
    }

    /**
     * The parts of grains at both ends come first: a device that works in grains zeroes those only
     * where they read so already, or says no when nothing was changed yet.
     */
    private static boolean quickOrNothing(
            OpenDevice open, DataChannel channel, long from, long to, RequestFlags flags)
            throws IOException {
        long grain = grain(open);
        long head = Math.min(to, from + (-from & (grain - 1)));
        long tail = to == open.device.length() ? to : Math.max(head, to & -grain);
        return allQuick(open, channel, tail, to, flags)
                && allQuick(open, channel, from, head, flags)
                && allQuick(open, channel, head, tail, flags);
    }

    private static boolean allQuick(
            OpenDevice open, DataChannel channel, long from, long to, RequestFlags flags)
            throws IOException {
        for (long at = from; at < to; ) {
            long piece = piece(open, at, to);
            if (!quick(open, channel, at, piece, flags)) {
                return false;
            }
            at += piece;
        }
        return true;
    }

    private static long grain(OpenDevice open) {
        return Math.max(open.limits.zeroAlignment(), open.requestMask + 1);
    }

    /**
     * The next piece: up to the next grain if the place is off it, else whole grains, else what is
     * left.
     */
    private static long piece(OpenDevice open, long at, long end) {
        long grain = grain(open);
        long most = Math.max(grain, open.limits.maxZeroes() / grain * grain);
        long off = at & (grain - 1);
        if (off != 0) {
            return Math.min(end - at, grain - off);
        }
        long whole = (end - at) / grain * grain;
        return whole == 0 || end == open.device.length()
                ? Math.min(end - at, most)
                : Math.min(whole, most);
    }

    private static boolean quick(
            OpenDevice open, DataChannel channel, long at, long length, RequestFlags flags)
            throws IOException {
        if (!open.wholeBlocks(at, length)) {
            return false;
        }
        try {
            return channel.writeZeroes(at, length, flags);
        } catch (BlockException e) {
            if (e.kind() == ErrorKind.UNSUPPORTED) {
                return false;
            }
            throw e;
        }
    }

    private static void slow(
            OpenDevice open, DataChannel channel, long offset, long length, RequestFlags flags)
            throws IOException {
        int size = (int) Math.min(length, Math.min(AlignedReads.BOUNCE, open.maxTransfer));
        try (var lent = open.buffers.lend(size)) {
            var zeroes = lent.bytes();
            clear(zeroes);
            for (long done = 0; done < length; ) {
                int count = (int) Math.min(size, length - done);
                AlignedWrites.writeKept(
                        open, channel, offset + done, zeroes.clear().limit(count), flags);
                done += count;
            }
        }
    }

    private static void clear(java.nio.ByteBuffer buffer) {
        for (int at = 0; at + 8 <= buffer.limit(); at += 8) {
            buffer.putLong(at, 0);
        }
        for (int at = buffer.limit() & ~7; at < buffer.limit(); at++) {
            buffer.put(at, (byte) 0);
        }
    }
}
