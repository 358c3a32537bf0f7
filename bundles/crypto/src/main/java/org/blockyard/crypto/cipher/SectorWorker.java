package org.blockyard.crypto.cipher;

import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;

/** Encrypts and decrypts sectors with one key. One thread at a time. */
interface SectorWorker {
    /** Works on what is left of {@code from}, whole sectors; {@code to} may be the same bytes. */
    void run(ByteBuffer from, ByteBuffer to, long firstSector, boolean encrypt)
            throws BlockException;

    /** Gives back what it holds and forgets the key as far as it can. Not used afterwards. */
    void close();
}
