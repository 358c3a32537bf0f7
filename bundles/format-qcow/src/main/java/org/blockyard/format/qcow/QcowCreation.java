package org.blockyard.format.qcow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/** Makes one image: a header, the name of the file below it, and an L1 table that is empty. */
final class QcowCreation {
    private static final int ALIGNMENT = 8;

    /** Over a backing file clusters are sectors, so that none has to be filled from it. */
    private static final int BACKED_CLUSTER_BITS = 9;

    private static final int BACKED_L2_BITS = 12;
    private static final int CLUSTER_BITS = 12;
    private static final int L2_BITS = 9;

    private final QcowCreateOptions options;
    private final byte[] name;

    QcowCreation(QcowCreateOptions options) {
        this.options = options;
        this.name = options.backingFile().orElse("").getBytes(StandardCharsets.UTF_8);
    }

    /** Refuses what can't be made, before anything is touched. */
    QcowHeader header() throws BlockException {
        if (options.encrypt().isPresent()) {
            requireKey(options.encrypt().get());
        }
        require(options.size() > 0, "Image size is too small, cannot be zero length");
        require(
                options.size() <= Long.MAX_VALUE - QcowHeader.SECTOR
                        && name.length <= QcowHeader.MOST_NAME,
                name.length > QcowHeader.MOST_NAME
                        ? "Backing file name too long"
                        : "Image too large");
        boolean backed = name.length > 0;
        var header =
                new QcowHeader(
                        backed ? QcowHeader.LENGTH : 0,
                        name.length,
                        0,
                        options.size() + QcowHeader.SECTOR - 1 & -QcowHeader.SECTOR,
                        backed ? BACKED_CLUSTER_BITS : CLUSTER_BITS,
                        backed ? BACKED_L2_BITS : L2_BITS,
                        options.encrypt().isPresent() ? QcowHeader.AES : QcowHeader.PLAIN,
                        QcowHeader.LENGTH + name.length + ALIGNMENT - 1 & -ALIGNMENT);
        return header.checked();
    }

    private static void requireKey(QcowKey key) throws BlockException {
        require(
                key.format().equals(Optional.of(QcowCipher.FORMAT)),
                "Unsupported encryption format");
        require(
                key.keySecret().isPresent(),
                "Parameter 'encrypt.key-secret' is required for cipher");
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_OPTION, otherwise);
        }
    }

    /** Makes the image in a child, whose old content is gone. */
    void write(QcowHeader header, Child file, CreateContext context) throws IOException {
        if (options.encrypt().isPresent()) {
            // the password is not needed now, but who has none can do nothing with the image
            QcowCipher.of(options.encrypt(), context::secret).close();
        }
        long tables = header.l1Bytes() + QcowHeader.SECTOR - 1 & -QcowHeader.SECTOR;
        if (file.length() > 0) {
            file.resize(0, Preallocation.OFF, false);
        }
        file.resize(header.l1Offset() + tables, Preallocation.OFF, false);
        file.writeZeroes(header.l1Offset(), tables, RequestFlags.NONE);
        var head = ByteBuffer.allocate((int) header.l1Offset());
        header.write(head);
        file.write(0, head.put(name).clear(), RequestFlags.NONE);
        file.flush();
    }
}
