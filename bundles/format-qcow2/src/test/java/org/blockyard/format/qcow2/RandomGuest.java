package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Compressing;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Resizable;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/** A guest that does random things to a disk and remembers what it must read as. */
final class RandomGuest {
    /** What a request touched: what it reads as is open until it is flushed. */
    record Touched(long from, long to) {}

    private final Random random;
    byte[] model;
    boolean canPack = true;

    /** What requests are multiples of. */
    int unit = 1;

    /** Bytes that a discard left open. */
    boolean[] open;

    RandomGuest(long seed, byte[] content) {
        this.random = new Random(seed);
        this.model = content.clone();
        this.open = new boolean[content.length];
    }

    /** One write, zeroing or discard. */
    Touched step(BlockDevice device, int most) throws IOException {
        if (random.nextInt(8) == 0) {
            return packed(device, ((Compressing) device).compressedUnit());
        }
        int from = random.nextInt(model.length) / unit * unit;
        int wished = 1 + random.nextInt(random.nextInt(8) == 0 ? most * 8 : most);
        int length = Math.min(model.length - from, (wished + unit - 1) / unit * unit);
        switch (random.nextInt(10)) {
            case 0 -> zero(device, from, length, RequestFlags.MAY_UNMAP);
            case 1 -> zero(device, from, length, RequestFlags.NONE);
            case 2 -> discard(device, from, length);
            default -> write(device, from, length);
        }
        return new Touched(from, from + length);
    }

    void write(BlockDevice device, int from, int length) throws IOException {
        var bytes = ByteBuffer.allocateDirect(length);
        var fresh = new byte[length];
        random.nextBytes(fresh);
        System.arraycopy(fresh, 0, model, from, length);
        bytes.put(0, fresh);
        Arrays.fill(open, from, from + length, false);
        if (!device.tryWrite(from, bytes, RequestFlags.NONE)) {
            device.write(from, bytes, RequestFlags.NONE);
        }
        assertEquals(0, bytes.remaining());
    }

    /** Writes one cluster packed, if it has no data yet. */
    private Touched packed(BlockDevice device, int unit) throws IOException {
        int from = random.nextInt(model.length) / unit * unit;
        var fresh = new byte[Math.min(unit, model.length - from)];
        for (int at = random.nextInt(fresh.length); at < fresh.length; at += 1 + at % 100) {
            fresh[at] = (byte) random.nextInt(1 + at % 256);
        }
        try {
            device.write(from, ByteBuffer.wrap(fresh), RequestFlags.COMPRESSED);
            System.arraycopy(fresh, 0, model, from, fresh.length);
            Arrays.fill(open, from, from + fresh.length, false);
        } catch (BlockException there) {
            // an external data file holds nothing packed
            assertEquals(canPack ? ErrorKind.IO : ErrorKind.UNSUPPORTED, there.kind());
        }
        return new Touched(from, from + fresh.length);
    }

    private void zero(BlockDevice device, int from, int length, RequestFlags flags)
            throws IOException {
        Arrays.fill(model, from, from + length, (byte) 0);
        Arrays.fill(open, from, from + length, false);
        KernelRequests.zero(device, from, length, flags);
    }

    private void discard(BlockDevice device, int from, int length) throws IOException {
        Arrays.fill(open, from, from + length, true);
        device.discard(from, length);
    }

    /** Changes the disk's length. */
    Touched resize(BlockDevice device, int length) throws IOException {
        int old = model.length;
        ((Resizable) device).resize(length, Preallocation.OFF, false);
        model = Arrays.copyOf(model, length);
        open = Arrays.copyOf(open, length);
        return new Touched(Math.min(old, length), Math.max(old, length));
    }

    /** Compares the whole disk; what discards left open is remembered as it reads now. */
    void verify(BlockDevice device) throws IOException {
        assertEquals(model.length, device.length());
        var actual = ByteBuffer.allocate(model.length);
        for (int at = 0; at < model.length; ) {
            int wished = 1 + random.nextInt(1 << 18);
            int length = Math.min(model.length - at, (wished + unit - 1) / unit * unit);
            actual.limit(at + length);
            if (random.nextBoolean() || !device.tryRead(at, actual)) {
                device.read(at, actual);
            }
            at += length;
        }
        for (int i = 0; i < model.length; i++) {
            if (open[i]) {
                model[i] = actual.get(i);
                open[i] = false;
            }
        }
        int mismatch = Arrays.mismatch(model, actual.array());
        assertEquals(-1, mismatch, () -> "content differs at " + mismatch);
    }
}
