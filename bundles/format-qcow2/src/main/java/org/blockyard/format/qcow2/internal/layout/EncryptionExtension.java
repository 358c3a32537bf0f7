package org.blockyard.format.qcow2.internal.layout;

import java.nio.ByteBuffer;

/**
 * The header extension that names the LUKS header (specification: Full disk encryption header
 * pointer).
 *
 * @param offset where it begins
 * @param length its bytes, with the key material
 */
public record EncryptionExtension(long offset, long length) {
    /** The bytes of the extension. */
    public static final int LENGTH = 16;

    /** Headers are not larger: key material of the longest keys takes a sixteenth of it. */
    public static final long MOST = 64 << 20;

    /** Reads an extension of the right length; nothing is checked. */
    public static EncryptionExtension read(ByteBuffer in) {
        return new EncryptionExtension(in.getLong(0), in.getLong(8));
    }

    /** As it goes to the header. */
    public HeaderExtension extension() {
        var out = ByteBuffer.allocate(LENGTH).putLong(0, offset).putLong(8, length);
        return new HeaderExtension(HeaderExtension.ENCRYPTION, out.array());
    }
}
