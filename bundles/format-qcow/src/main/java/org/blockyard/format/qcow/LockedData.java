package org.blockyard.format.qcow;

import java.nio.ByteBuffer;
import org.blockyard.format.kit.DataCipher;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Guest data of an encrypted image that was opened for its metadata, without a key. */
final class LockedData implements DataCipher {
    @Override
    public void decrypt(long diskOffset, ByteBuffer bytes) throws BlockException {
        throw locked();
    }

    @Override
    public void encrypt(long diskOffset, ByteBuffer source, ByteBuffer target)
            throws BlockException {
        throw locked();
    }

    private static BlockException locked() {
        return new BlockException(
                ErrorKind.DENIED, "the image is encrypted and was opened without its key");
    }
}
