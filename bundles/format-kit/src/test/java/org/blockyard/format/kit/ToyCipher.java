package org.blockyard.format.kit;

import java.nio.ByteBuffer;

/** Adds to each byte the low bits of its sector's number, and one. */
final class ToyCipher implements DataCipher {
    private static final int SECTOR = 512;

    @Override
    public void decrypt(long diskOffset, ByteBuffer bytes) {
        for (int i = 0; i < bytes.remaining(); i++) {
            int at = bytes.position() + i;
            bytes.put(at, (byte) (bytes.get(at) - (diskOffset + i) / SECTOR - 1));
        }
    }

    @Override
    public void encrypt(long diskOffset, ByteBuffer source, ByteBuffer target) {
        for (long at = diskOffset; source.hasRemaining(); at++) {
            target.put((byte) (source.get() + at / SECTOR + 1));
        }
    }
}
