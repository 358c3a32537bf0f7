package org.blockyard.kernel.internal.bitmap;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Checksum;
import org.blockyard.bitmap.BitmapRequest;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.KeptBitmap;

/**
 * A bitmap in a {@link Sidecar}, big-endian:
 *
 * <pre>
 *  0  2  bytes of the name
 *  2  n  the name, UTF-8
 *     1  granularity: a bit stands for 1 &lt;&lt; n bytes
 *     1  flags: 1 records writes, 2 has bits
 *        if it has bits, for each stretch of 32768 of them that are not all clear:
 *     8  number of the stretch, ascending, from 0
 *  4096  its bits, the first is the lowest of the first byte
 *        and at the end
 *     8  -1
 * </pre>
 */
final class SidecarBitmap {
    private static final int RECORDING = 1;
    private static final int HAS_BITS = 2;
    private static final int STRETCH_BYTES = 4096;
    private static final long STRETCH_BITS = STRETCH_BYTES * (long) Byte.SIZE;
    private static final long END = -1;
    private static final long LEAST_BUDGET = 64L << 20;

    private SidecarBitmap() {}

    static void writeAll(FileChannel channel, List<KeptBitmap> bitmaps, Checksum sum)
            throws IOException {
        var out =
                new DataOutputStream(
                        new CheckedOutputStream(
                                new BufferedOutputStream(Channels.newOutputStream(channel)), sum));
        for (var bitmap : bitmaps) {
            write(out, bitmap);
        }
        out.flush();
    }

    private static void write(DataOutputStream out, KeptBitmap bitmap) throws IOException {
        var name = bitmap.name().getBytes(StandardCharsets.UTF_8);
        out.writeShort(name.length);
        out.write(name);
        out.writeByte(Long.numberOfTrailingZeros(bitmap.granularity()));
        out.writeByte(
                (bitmap.recording() ? RECORDING : 0) | (bitmap.bits().isPresent() ? HAS_BITS : 0));
        if (bitmap.bits().isPresent()) {
            write(out, bitmap.bits().get());
        }
    }

    private static void write(DataOutputStream out, DirtyBits bits) throws IOException {
        long span = STRETCH_BITS * bits.granularity();
        var stretch = new byte[STRETCH_BYTES];
        var dirty = bits.nextDirty(0, bits.length());
        while (dirty.isPresent()) {
            long number = dirty.getAsLong() / span;
            bits.store(number * span, ByteBuffer.wrap(stretch));
            out.writeLong(number);
            out.write(stretch);
            dirty = bits.nextDirty((number + 1) * span, bits.length());
        }
        out.writeLong(END);
    }

    static List<KeptBitmap> readAll(FileChannel channel, long length, int count, Checksum sum)
            throws IOException {
        var in =
                new DataInputStream(
                        new CheckedInputStream(
                                new BufferedInputStream(Channels.newInputStream(channel)), sum));
        var bitmaps = new ArrayList<KeptBitmap>();
        var names = new HashSet<String>();
        var budget = new Budget(Math.max(LEAST_BUDGET, Runtime.getRuntime().maxMemory() / 4));
        try {
            for (int i = 0; i < count; i++) {
                var bitmap = read(in, length, budget);
                Sidecar.require(names.add(bitmap.name()), "two bitmaps have the same name");
                bitmaps.add(bitmap);
            }
            return bitmaps;
        } catch (EOFException e) {
            throw new IOException("it is too short", e);
        }
    }

    private static KeptBitmap read(DataInputStream in, long length, Budget budget)
            throws IOException {
        int nameLength = in.readUnsignedShort();
        Sidecar.require(
                nameLength > 0 && nameLength <= BitmapRequest.MOST_NAME,
                "a bitmap's name is empty or too long");
        var name = new String(in.readNBytes(nameLength), StandardCharsets.UTF_8);
        int shift = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        Sidecar.require(
                shift >= Long.numberOfTrailingZeros(DirtyBits.LEAST_GRANULARITY)
                        && shift <= Long.numberOfTrailingZeros(DirtyBits.MOST_GRANULARITY),
                "a bitmap's granularity is not valid");
        var bits =
                (flags & HAS_BITS) != 0
                        ? Optional.of(bits(in, length, 1L << shift, budget))
                        : Optional.<DirtyBits>empty();
        return new KeptBitmap(name, 1L << shift, (flags & RECORDING) != 0, bits);
    }

    private static DirtyBits bits(DataInputStream in, long length, long granularity, Budget budget)
            throws IOException {
        long span = STRETCH_BITS * granularity;
        long stretches = length == 0 ? 0 : (length - 1) / span + 1;
        budget.charge(stretches * Long.BYTES);
        DirtyBits bits;
        try {
            bits = new DirtyBits(length, granularity);
        } catch (IllegalArgumentException e) {
            throw new IOException("a bitmap is too large", e);
        }
        var stretch = new byte[STRETCH_BYTES];
        long last = END;
        for (long number = in.readLong(); number != END; number = in.readLong()) {
            Sidecar.require(number > last && number < stretches, "a bitmap's bits are not valid");
            in.readFully(stretch);
            budget.charge(STRETCH_BYTES);
            bits.load(number * span, ByteBuffer.wrap(stretch));
            last = number;
        }
        return bits;
    }

    /** Memory that the bitmaps of a file may take together; nothing in it is known to be true. */
    private static final class Budget {
        private long left;

        private Budget(long most) {
            left = most;
        }

        private void charge(long bytes) throws IOException {
            left -= bytes;
            Sidecar.require(left >= 0, "its bitmaps need too much memory");
        }
    }
}
