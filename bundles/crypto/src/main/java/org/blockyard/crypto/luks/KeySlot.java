package org.blockyard.crypto.luks;

/**
 * One of a header's eight key slots.
 *
 * @param active whether a password opens it
 * @param iterations how often the password is hashed
 * @param salt 32 bytes
 * @param materialSector where its key material begins, in sectors
 * @param stripes into how many pieces the key is split
 */
public record KeySlot(
        boolean active, long iterations, byte[] salt, long materialSector, int stripes) {
    /** Slots of a header. */
    public static final int COUNT = 8;

    /** The pieces that every key is split into. */
    public static final int STRIPES = 4000;

    static final int ACTIVE = 0x00ac71f3;
    static final int INACTIVE = 0x0000dead;

    /** This slot without a password. */
    KeySlot erased() {
        return new KeySlot(false, 0, new byte[LuksHeader.SALT], materialSector, stripes);
    }
}
