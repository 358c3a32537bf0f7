package org.blockyard.format.luks;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.crypto.luks.KeySlotChange;
import org.blockyard.crypto.luks.KeySlotOptions;
import org.blockyard.crypto.luks.LuksArea;
import org.blockyard.crypto.luks.LuksDescription;
import org.blockyard.crypto.luks.LuksVolume;
import org.blockyard.io.BlockException;

/**
 * A volume of version 1.
 *
 * @param volume its header and key slots
 */
record Version1(LuksVolume volume) implements Volume {
    static Version1 open(LuksArea area, boolean detached) throws IOException {
        return new Version1(detached ? LuksVolume.openDetached(area) : LuksVolume.open(area));
    }

    @Override
    public long payloadOffset() {
        return volume.header().payloadOffset();
    }

    @Override
    public byte[] digest() {
        return volume.header().digest().clone();
    }

    @Override
    public byte[] unlock(byte[] password) throws IOException {
        return volume.unlock(password);
    }

    @Override
    public SectorCipher cipher(byte[] key) throws BlockException {
        return new SectorCipher(volume.suite(), key);
    }

    @Override
    public Map<String, Object> describe(boolean detached) {
        return LuksDescription.of(volume.header(), detached, Optional.empty());
    }

    @Override
    public void amend(KeySlotOptions options, Passwords passwords, boolean force)
            throws IOException {
        new KeySlotChange(volume, passwords.secrets(), passwords.opening(), force).run(options);
    }
}
