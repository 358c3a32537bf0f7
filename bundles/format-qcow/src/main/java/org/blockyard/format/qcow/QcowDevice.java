package org.blockyard.format.qcow;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.blockyard.driver.Child;
import org.blockyard.driver.Compacting;
import org.blockyard.driver.Compressing;
import org.blockyard.driver.Describable;
import org.blockyard.driver.Emptying;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.DataCipher;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.io.BufferPool;

/** An open image. One that is encrypted stores as it is what it is given to be packed. */
final class QcowDevice extends MappedDisk
        implements Compacting, Compressing, Describable, Emptying {
    private final QcowTables tables;
    private final Image image;

    /**
     * What an image says of itself.
     *
     * @param header its header
     * @param backingName the backing file as it is recorded
     * @param backing the backing as it is open
     */
    record Image(QcowHeader header, Optional<String> backingName, Optional<Child> backing) {
        Backing below() {
            return new Backing(backing, backingName.isPresent());
        }
    }

    QcowDevice(
            QcowTables tables,
            Image image,
            Optional<DataCipher> cipher,
            BufferPool buffers,
            boolean writable) {
        super(tables, image.below(), cipher, buffers, writable);
        this.tables = tables;
        this.image = image;
    }

    @Override
    public int compressedUnit() {
        return image.header().clusterSize();
    }

    @Override
    public void compact(Progress progress) throws IOException {
        compaction(tables, progress).run();
    }

    @Override
    public ImageDescription describe() {
        return new ImageDescription(
                OptionalInt.of(image.header().clusterSize()),
                image.header().encrypted(),
                false,
                false,
                image.backingName(),
                Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    @Override
    public void makeEmpty() throws IOException {
        flush();
        tables.empty();
    }
}
