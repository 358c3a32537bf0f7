package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.Compacting;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.HeapBuffers;

/** A disk over a {@link ToyMap}, or over any other map. */
final class ToyDisk extends MappedDisk implements Compacting {
    private final BlockMap map;

    ToyDisk(BlockMap map) {
        this(map, Optional.empty());
    }

    ToyDisk(BlockMap map, Optional<Child> backing) {
        this(map, backing, Optional.empty());
    }

    ToyDisk(BlockMap map, Optional<Child> backing, Optional<DataCipher> cipher) {
        super(map, new Backing(backing, false), cipher, new HeapBuffers(), true);
        this.map = map;
    }

    @Override
    public void compact(Progress progress) throws IOException {
        compaction((MovableMap) map, progress).run();
    }

    static ToyDisk open(Child file, long length, int blockSize) throws IOException {
        return new ToyDisk(new ToyMap(new ImageFile(file), length, blockSize, false));
    }

    byte[] all() throws IOException {
        var bytes = ByteBuffer.allocate((int) length());
        read(0, bytes);
        return bytes.array();
    }
}
