package org.blockyard.format.qcow2.internal.crypt;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.crypto.luks.LuksArea;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.EncryptionExtension;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The clusters of an image that hold its LUKS header; nobody reaches beyond them. */
public record LuksRegion(ImageFile file, EncryptionExtension place) implements LuksArea {
    private void check(long offset, long length) throws BlockException {
        if (offset < 0 || length > place.length() || offset > place.length() - length) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "the LUKS header reaches beyond the place that the image has for it");
        }
    }

    @Override
    public ByteBuffer read(long offset, int length) throws IOException {
        check(offset, length);
        return file.read(place.offset() + offset, length);
    }

    @Override
    public void write(long offset, ByteBuffer bytes) throws IOException {
        check(offset, bytes.remaining());
        file.write(place.offset() + offset, bytes);
    }

    @Override
    public void flush() throws IOException {
        file.flush();
    }
}
