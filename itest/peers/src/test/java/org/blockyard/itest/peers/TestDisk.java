package org.blockyard.itest.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * A small raw disk with whatever copying may treat in a way of its own: noise, text that
 * compresses, single sectors in empty clusters, a MiB of zeroes, a last sector that ends no
 * cluster.
 *
 * @param raw where it lies
 * @param bytes what it holds
 */
record TestDisk(Path raw, byte[] bytes) {
    private static final int SECTOR = 512;
    private static final int MIB = 1 << 20;
    private static final int LENGTH = 5 * MIB + 3 * SECTOR;
    private static final int EMPTY_MIB = 3;

    /** Makes it, the same for the same seed. */
    static TestDisk make(Path raw, long seed) throws IOException {
        var random = new Random(seed);
        var bytes = new byte[LENGTH];
        fill(bytes, 0, 300 * SECTOR, random);
        var text =
                "All that is written here is written again. ".getBytes(StandardCharsets.US_ASCII);
        for (int at = MIB; at < MIB + 700 * SECTOR; at++) {
            bytes[at] = text[at % text.length];
        }
        Arrays.fill(bytes, 2 * MIB, 2 * MIB + (64 << 10), (byte) 0xff);
        for (int i = 0; i < 20; i++) {
            int at = random.nextInt(LENGTH / SECTOR) * SECTOR;
            if (at / MIB != EMPTY_MIB) {
                fill(bytes, at, SECTOR, random);
            }
        }
        fill(bytes, LENGTH - SECTOR, SECTOR, random);
        Files.write(raw, bytes);
        return new TestDisk(raw, bytes);
    }

    private static void fill(byte[] bytes, int offset, int length, Random random) {
        var noise = new byte[length];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, offset, length);
    }

    /** Fails unless a raw copy holds the same; zeroes may follow where formats round lengths. */
    void assertIs(Path copy, boolean rounded) throws IOException {
        var held = Files.readAllBytes(copy);
        int first = Arrays.mismatch(bytes, rounded ? Arrays.copyOf(held, LENGTH) : held);
        if (first >= 0) {
            throw new AssertionError(
                    "%d bytes that differ at %d from the disk's %d"
                            .formatted(held.length, first, LENGTH));
        }
        for (int at = LENGTH; at < held.length; at++) {
            if (held[at] != 0) {
                throw new AssertionError("it holds something behind its end, at " + at);
            }
        }
    }
}
