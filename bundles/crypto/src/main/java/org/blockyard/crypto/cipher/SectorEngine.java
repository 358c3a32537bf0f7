package org.blockyard.crypto.cipher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.blockyard.io.BlockException;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts by the JDK, or by Bouncy Castle what the JDK has not. Works on pieces that stay in the
 * processor's cache: vectors for all sectors of a piece at once, then the cipher over the whole
 * piece. One thread at a time.
 */
final class SectorEngine implements SectorWorker {
    /** What does the work here. */
    static final String PROVIDER = "Java";

    private static final int PIECE = 16 << 10;
    private static final int XTS_BLOCK = 16;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final CipherSuite suite;
    private final int block;
    private final int sectorBytes;
    private final BlockEngine engine;
    private final @Nullable BlockEngine vectorEngine;
    private final byte[] vectors;
    private final byte[] tweaks;
    private final byte[] data = new byte[PIECE];
    private final byte[] out = new byte[PIECE];

    SectorEngine(CipherSuite suite, byte[] key, int sectorBytes) throws BlockException {
        this.suite = suite;
        this.sectorBytes = sectorBytes;
        this.block = suite.algorithm().blockBytes();
        int half = suite.algorithm().keyBytes();
        var first = Arrays.copyOf(key, half);
        this.engine = BlockEngine.of(suite.algorithm(), first);
        Arrays.fill(first, (byte) 0);
        this.vectorEngine = vectorEngine(suite, key);
        this.vectors = new byte[PIECE / sectorBytes * block];
        this.tweaks = new byte[suite.mode() == CipherMode.XTS ? PIECE : 0];
        this.tweakEngine = tweakEngine(suite, key);
    }

    private final @Nullable BlockEngine tweakEngine;

    private static @Nullable BlockEngine tweakEngine(CipherSuite suite, byte[] key)
            throws BlockException {
        if (suite.mode() != CipherMode.XTS) {
            return null;
        }
        var second = Arrays.copyOfRange(key, suite.algorithm().keyBytes(), key.length);
        var made = BlockEngine.of(suite.algorithm(), second);
        Arrays.fill(second, (byte) 0);
        return made;
    }

    private static @Nullable BlockEngine vectorEngine(CipherSuite suite, byte[] key)
            throws BlockException {
        if (suite.ivGenerator() != IvGenerator.ESSIV) {
            return null;
        }
        var salt = suite.ivHash().orElseThrow().digest(key);
        var made = BlockEngine.of(suite.essivCipher(), salt);
        Arrays.fill(salt, (byte) 0);
        return made;
    }

    @Override
    public void run(ByteBuffer from, ByteBuffer to, long firstSector, boolean encrypt)
            throws BlockException {
        long sector = firstSector;
        while (from.hasRemaining()) {
            int length = Math.min(PIECE, from.remaining());
            from.get(data, 0, length);
            prepareVectors(sector, length / sectorBytes);
            switch (suite.mode()) {
                case XTS -> xts(length, encrypt);
                case CBC -> cbc(length, encrypt);
                case ECB -> ecb(length, encrypt);
                case CTR -> ctr(length);
            }
            to.put(out, 0, length);
            sector += length / SectorCipher.SECTOR;
        }
    }

    @Override
    public void close() {
        Arrays.fill(data, (byte) 0);
        Arrays.fill(out, (byte) 0);
    }

    private void prepareVectors(long sector, int count) throws BlockException {
        if (suite.mode() == CipherMode.ECB) {
            return;
        }
        Arrays.fill(vectors, 0, count * block, (byte) 0);
        for (int i = 0; i < count; i++) {
            long number = sector + (long) i * (sectorBytes / SectorCipher.SECTOR);
            LONG.set(
                    vectors,
                    i * block,
                    suite.ivGenerator() == IvGenerator.PLAIN ? number & 0xffffffffL : number);
        }
        var encryption = vectorEngine;
        if (encryption != null) {
            encryption.ecbEncrypt(vectors, vectors, 0, count * block);
        }
    }

    private void xts(int length, boolean encrypt) throws BlockException {
        int sectors = length / sectorBytes;
        var tweakEncryption = tweakEngine;
        if (tweakEncryption != null) {
            tweakEncryption.ecbEncrypt(vectors, vectors, 0, sectors * XTS_BLOCK);
        }
        fillTweaks(sectors);
        xor(data, tweaks, data, length);
        if (encrypt) {
            engine.ecbEncrypt(data, out, 0, length);
        } else {
            // the JDK decrypts chains several blocks at once, and single blocks one by one; what
            // the chain lays over is known and taken off again
            engine.cbcDecrypt(data, out, 0, length);
            for (int at = XTS_BLOCK; at < length; at += 8) {
                long chained = (long) LONG.get(data, at - XTS_BLOCK);
                LONG.set(out, at, (long) LONG.get(out, at) ^ chained);
            }
        }
        xor(out, tweaks, out, length);
    }

    /** The tweak of each block is that of the block before, doubled in the field. */
    private void fillTweaks(int sectors) {
        for (int sector = 0; sector < sectors; sector++) {
            long low = (long) LONG.get(vectors, sector * XTS_BLOCK);
            long high = (long) LONG.get(vectors, sector * XTS_BLOCK + 8);
            int end = (sector + 1) * sectorBytes;
            for (int at = sector * sectorBytes; at < end; at += XTS_BLOCK) {
                LONG.set(tweaks, at, low);
                LONG.set(tweaks, at + 8, high);
                long carry = high >> 63 & 0x87;
                high = high << 1 | low >>> 63;
                low = low << 1 ^ carry;
            }
        }
    }

    private static void xor(byte[] one, byte[] other, byte[] to, int length) {
        for (int at = 0; at < length; at += 8) {
            LONG.set(to, at, (long) LONG.get(one, at) ^ (long) LONG.get(other, at));
        }
    }

    /** Lays a sector's vector over its first block. */
    private void overlay(byte[] bytes, int sector) {
        for (int at = 0; at < block; at += 8) {
            int place = sector * sectorBytes + at;
            LONG.set(
                    bytes,
                    place,
                    (long) LONG.get(bytes, place) ^ (long) LONG.get(vectors, sector * block + at));
        }
    }

    private void cbc(int length, boolean encrypt) throws BlockException {
        int sectors = length / sectorBytes;
        if (encrypt) {
            for (int sector = 0; sector < sectors; sector++) {
                overlay(data, sector);
                engine.cbcEncrypt(data, out, sector * sectorBytes, sectorBytes);
            }
            return;
        }
        engine.cbcDecrypt(data, out, 0, length);
        for (int sector = 0; sector < sectors; sector++) {
            overlay(out, sector);
            for (int at = 0; sector > 0 && at < block; at += 8) {
                int place = sector * sectorBytes + at;
                long chained = (long) LONG.get(data, place - block);
                LONG.set(out, place, (long) LONG.get(out, place) ^ chained);
            }
        }
    }

    private void ecb(int length, boolean encrypt) throws BlockException {
        if (encrypt) {
            engine.ecbEncrypt(data, out, 0, length);
        } else {
            engine.ecbDecrypt(data, out, 0, length);
        }
    }

    /** A counter begins at the sector's vector and is counted up from its last byte on. */
    private void ctr(int length) throws BlockException {
        for (int sector = 0; sector < length / sectorBytes; sector++) {
            var counter = Arrays.copyOfRange(vectors, sector * block, (sector + 1) * block);
            for (int at = sector * sectorBytes; at < (sector + 1) * sectorBytes; at += block) {
                System.arraycopy(counter, 0, out, at, block);
                for (int i = block - 1; i >= 0 && ++counter[i] == 0; i--) {
                    // the next byte takes the carry
                }
            }
        }
        engine.ecbEncrypt(out, out, 0, length);
        xor(data, out, out, length);
    }
}
