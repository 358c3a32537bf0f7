package org.blockyard.format.luks;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.crypto.luks.KeySlotChange;
import org.blockyard.crypto.luks.KeySlotOptions;
import org.blockyard.driver.Child;
import org.blockyard.io.BlockException;

/** A volume's header and key slots, of either version. */
interface Volume {
    /** Where the encrypted data begin. */
    long payloadOffset();

    /** How many bytes of data there are; empty for all up to the end. */
    default OptionalLong payloadLength() {
        return OptionalLong.empty();
    }

    /** The number of the first sector, in 512 bytes. */
    default long firstSector() {
        return 0;
    }

    /** Bytes that are encrypted in one piece. */
    default int sectorBytes() {
        return SectorCipher.SECTOR;
    }

    /** What proves the master key. */
    byte[] digest();

    /** The master key that a password opens; the caller wipes both. */
    byte[] unlock(byte[] password) throws IOException;

    /** What encrypts the data by a master key. */
    SectorCipher cipher(byte[] key) throws BlockException;

    /** What is told of it. */
    Map<String, Object> describe(boolean detached);

    /** Changes the key slots. */
    void amend(KeySlotOptions options, Passwords passwords, boolean force) throws IOException;

    /**
     * Where passwords come from.
     *
     * @param opening the object that holds the one by which the disk was opened
     * @param secrets where all are
     */
    record Passwords(Optional<String> opening, KeySlotChange.Secrets secrets) {}

    /** The volume whose header is at a child's start. */
    static Volume open(Child child, boolean detached) throws IOException {
        var area = new ChildArea(child);
        return area.holdsVersion2() ? Version2.open(area) : Version1.open(area, detached);
    }
}
