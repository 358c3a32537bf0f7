package org.blockyard.format.qcow;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.format.kit.DataCipher;

/**
 * Guest data encrypted sector by sector, with their place on the disk.
 *
 * @param cipher the cipher
 */
record SectorData(SectorCipher cipher) implements DataCipher {
    @Override
    public void decrypt(long diskOffset, ByteBuffer bytes) throws IOException {
        cipher.decrypt(bytes, bytes.duplicate(), diskOffset / SectorCipher.SECTOR);
    }

    @Override
    public void encrypt(long diskOffset, ByteBuffer source, ByteBuffer target) throws IOException {
        cipher.encrypt(source, target, diskOffset / SectorCipher.SECTOR);
    }
}
