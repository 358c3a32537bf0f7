package org.blockyard.format.luks;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.crypto.luks.KeySlotOptions;
import org.blockyard.crypto.luks.Luks2Volume;
import org.blockyard.crypto.luks.LuksArea;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * A volume of version 2, whose header is only read.
 *
 * @param volume its header and key slots
 */
record Version2(Luks2Volume volume) implements Volume {
    static Version2 open(LuksArea area) throws IOException {
        return new Version2(Luks2Volume.open(area));
    }

    @Override
    public long payloadOffset() {
        return volume.payloadOffset();
    }

    @Override
    public OptionalLong payloadLength() {
        return volume.payloadLength();
    }

    @Override
    public long firstSector() {
        return volume.firstSector();
    }

    @Override
    public int sectorBytes() {
        return volume.sectorBytes();
    }

    @Override
    public byte[] digest() {
        return volume.digest();
    }

    @Override
    public byte[] unlock(byte[] password) throws IOException {
        return volume.unlock(password);
    }

    @Override
    public SectorCipher cipher(byte[] key) throws BlockException {
        return volume.cipher(key);
    }

    @Override
    public Map<String, Object> describe(boolean detached) {
        return volume.describe(detached);
    }

    @Override
    public void amend(KeySlotOptions options, Passwords passwords, boolean force)
            throws IOException {
        throw new BlockException(
                        ErrorKind.UNSUPPORTED,
                        "the key slots of LUKS version 2 can't be changed here")
                .hint("cryptsetup does it");
    }
}
