package org.blockyard.format.qed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.blockyard.driver.Child;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/** Makes one image: a header with the backing file's name, and an L1 table that is empty. */
final class QedCreation {
    /** The format that is recorded as such; all others are probed. */
    static final String RAW = "raw";

    private static final int USUAL_TABLE = 4;

    private final QedCreateOptions options;
    private final byte[] name;

    QedCreation(QedCreateOptions options) {
        this.options = options;
        this.name = options.backingFile().orElse("").getBytes(StandardCharsets.UTF_8);
    }

    /** Refuses what can't be made, before anything is touched. */
    QedHeader header() throws BlockException {
        int cluster = options.clusterSize();
        int table = options.tableSize().orElse(USUAL_TABLE);
        require(
                QedHeader.isClusterSize(cluster),
                "QED cluster size must be within range [%d, %d] and power of 2"
                        .formatted(QedHeader.LEAST_CLUSTER, QedHeader.MOST_CLUSTER));
        require(
                QedHeader.isTableSize(table),
                "QED table size must be within range [%d, %d] and power of 2"
                        .formatted(QedHeader.LEAST_TABLE, QedHeader.MOST_TABLE));
        long size =
                options.size() > Long.MAX_VALUE - QedHeader.SECTOR
                        ? -1
                        : options.size() + QedHeader.SECTOR - 1 & -QedHeader.SECTOR;
        require(
                QedHeader.isImageSize(size, cluster, table),
                "QED image size must be a non-zero multiple of cluster size and less than %d bytes"
                        .formatted(QedHeader.mostImageSize(cluster, table)));
        require(name.length <= QedHeader.MOST_NAME, "the backing file's name is too long");
        return new QedHeader(cluster, table, 1, 0, 0, 0, cluster, size, 0, 0)
                .withBacking(name.length, options.backingFmt().filter(RAW::equals).isPresent());
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_OPTION, otherwise);
        }
    }

    /** Makes the image in a child, whose old content is gone. */
    void write(QedHeader header, Child file) throws IOException {
        if (file.length() > 0) {
            file.resize(0, Preallocation.OFF, false);
        }
        file.resize(header.l1Offset() + header.tableBytes(), Preallocation.OFF, false);
        file.writeZeroes(header.l1Offset(), header.tableBytes(), RequestFlags.NONE);
        var head = ByteBuffer.allocate(QedHeader.LENGTH + name.length);
        file.write(0, head.put(header.bytes()).put(name).flip(), RequestFlags.NONE);
        file.flush();
    }
}
