package org.blockyard.format.luks;

import java.util.Optional;
import org.blockyard.crypto.luks.KeySlotChange;
import org.blockyard.crypto.luks.LuksVolume;

/**
 * Who may open a disk.
 *
 * @param volume the header and key slots
 * @param detached whether they lie apart from the disk
 * @param secret the object that holds the password by which it was opened
 * @param secrets where other passwords come from
 */
record LuksKeys(
        LuksVolume volume,
        boolean detached,
        Optional<String> secret,
        KeySlotChange.Secrets secrets) {}
