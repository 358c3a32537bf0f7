package org.blockyard.crypto.cipher;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Encrypts and decrypts sectors with one key: AES in XTS mode and sectors of 512 bytes by libcrypto
 * where the machine has it, all else by Java. Any number of threads; each call borrows a worker
 * with its scratch memory and gives it back.
 */
public final class SectorCipher implements AutoCloseable {
    /** Bytes of a sector, if nothing else is said, and what sectors are numbered by. */
    public static final int SECTOR = 512;

    /** More at work at once than this is rare; what is left over then is not kept. */
    private static final int MOST_IDLE = 16;

    private final CipherSuite suite;
    private final byte[] key;
    private final int sectorBytes;
    private final ArrayBlockingQueue<SectorWorker> idle = new ArrayBlockingQueue<>(MOST_IDLE);
    private volatile boolean closed;

    /** A cipher with a key of the suite's length, which it copies. */
    public SectorCipher(CipherSuite suite, byte[] key) throws BlockException {
        this(suite, key, SECTOR);
    }

    /**
     * A cipher of sectors of 512 to 4096 bytes, a power of two. They have the numbers of their
     * first 512 bytes.
     */
    public SectorCipher(CipherSuite suite, byte[] key, int sectorBytes) throws BlockException {
        this.suite = suite.checked();
        this.sectorBytes = sectorBytes;
        if (key.length != suite.keyBytes()) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "a key of %d bytes is needed, not %d".formatted(suite.keyBytes(), key.length));
        }
        this.key = key.clone();
        idle.add(worker());
    }

    /** How it encrypts. */
    public CipherSuite suite() {
        return suite;
    }

    /** What does the work, for people: a library's file name, or {@code Java}. */
    public String provider() {
        return sectorBytes == SECTOR && Libcrypto.serves(suite)
                ? Libcrypto.fileName().orElse(SectorEngine.PROVIDER)
                : SectorEngine.PROVIDER;
    }

    /** A copy of the key, which its user wipes. */
    public byte[] key() {
        return key.clone();
    }

    /**
     * Encrypts what is left of {@code from}, whole sectors, to {@code to}, which is not the same.
     */
    public void encrypt(ByteBuffer from, ByteBuffer to, long firstSector) throws BlockException {
        run(from, to, firstSector, true);
    }

    /** Decrypts what is left of {@code from}, whole sectors, to {@code to}, which may share it. */
    public void decrypt(ByteBuffer from, ByteBuffer to, long firstSector) throws BlockException {
        run(from, to, firstSector, false);
    }

    private void run(ByteBuffer from, ByteBuffer to, long firstSector, boolean encrypt)
            throws BlockException {
        if (from.remaining() % sectorBytes != 0) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "encrypted data come in sectors of %d bytes".formatted(sectorBytes));
        }
        var worker = idle.poll();
        if (worker == null) {
            worker = worker();
        }
        try {
            worker.run(from, to, firstSector, encrypt);
        } finally {
            giveBack(worker);
        }
    }

    private SectorWorker worker() throws BlockException {
        if (closed) {
            throw new BlockException(ErrorKind.GONE, "the cipher is closed");
        }
        var quick =
                sectorBytes == SECTOR
                        ? Libcrypto.worker(suite, key)
                        : Optional.<SectorWorker>empty();
        return quick.isPresent() ? quick.get() : new SectorEngine(suite, key, sectorBytes);
    }

    private void giveBack(SectorWorker worker) {
        if (!idle.offer(worker)) {
            worker.close();
        } else if (closed) {
            closeIdle();
        }
    }

    private void closeIdle() {
        for (var worker = idle.poll(); worker != null; worker = idle.poll()) {
            worker.close();
        }
    }

    /** Forgets the key. */
    @Override
    public void close() {
        closed = true;
        closeIdle();
        Arrays.fill(key, (byte) 0);
    }
}
