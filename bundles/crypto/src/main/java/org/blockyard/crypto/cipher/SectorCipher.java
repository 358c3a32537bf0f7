package org.blockyard.crypto.cipher;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Encrypts and decrypts sectors of 512 bytes with one key. Any number of threads; each call borrows
 * an engine with its scratch memory and gives it back.
 */
public final class SectorCipher implements AutoCloseable {
    /** Bytes of a sector. */
    public static final int SECTOR = 512;

    private final CipherSuite suite;
    private final byte[] key;
    private final ConcurrentLinkedQueue<SectorEngine> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** A cipher with a key of the suite's length, which it copies. */
    public SectorCipher(CipherSuite suite, byte[] key) throws BlockException {
        this.suite = suite.checked();
        if (key.length != suite.keyBytes()) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "a key of %d bytes is needed, not %d".formatted(suite.keyBytes(), key.length));
        }
        this.key = key.clone();
        idle.add(new SectorEngine(suite, key));
    }

    /** How it encrypts. */
    public CipherSuite suite() {
        return suite;
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
        if (from.remaining() % SECTOR != 0) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "encrypted data come in sectors of 512 bytes");
        }
        var engine = idle.poll();
        if (engine == null) {
            engine = engine();
        }
        try {
            engine.run(from, to, firstSector, encrypt);
        } finally {
            if (!closed) {
                idle.add(engine);
            }
        }
    }

    private SectorEngine engine() throws BlockException {
        if (closed) {
            throw new BlockException(ErrorKind.GONE, "the cipher is closed");
        }
        return new SectorEngine(suite, key);
    }

    /** Forgets the key. */
    @Override
    public void close() {
        closed = true;
        idle.clear();
        Arrays.fill(key, (byte) 0);
    }
}
