package org.blockyard.format.parallels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.blockyard.driver.tck.HeapBuffers;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.kit.Growth;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.ChildRef;

/** An image in memory, open without a kernel. */
final class OpenImage {
    static final int CLUSTER = 4096;

    final MemoryChild child;
    final ParallelsImage image;
    final ParallelsMap map;
    final ImageBitmaps bitmaps;
    final ParallelsDevice device;

    OpenImage(MemoryChild child) throws IOException {
        this.child = child;
        this.image = ParallelsImage.read(new ImageFile(child, Growth.EXACT));
        var space = image.emptySpace();
        image.forEach((index, entry) -> space.use(entry * image.header().unit()));
        Optional<FormatExtension> extension = Optional.empty();
        if (image.header().extensionSector() != 0) {
            extension = Optional.of(FormatExtension.read(image));
            extension.get().clusters().forEach(space::use);
        }
        this.map = new ParallelsMap(image, space);
        this.bitmaps = new ImageBitmaps(image, map, extension);
        this.device = new ParallelsDevice(map, bitmaps, new HeapBuffers(), true);
    }

    /** A new image. */
    static OpenImage create(long size) throws IOException {
        var child = new MemoryChild();
        var options = new ParallelsCreateOptions(new ChildRef.Node("file"), size, CLUSTER);
        new ParallelsCreation(options).run(child);
        return new OpenImage(child);
    }

    /** What is in the file now, opened as after a crash. */
    OpenImage again() throws IOException {
        return new OpenImage(MemoryChild.of(child.content()));
    }

    /** Changes 32 bits in the file. */
    void put(int at, int value) throws IOException {
        var bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        child.write(at, bytes.putInt(0, value), RequestFlags.NONE);
    }

    /** Writes a byte again and again. */
    void write(long offset, int length, int value) throws IOException {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        device.write(offset, ByteBuffer.wrap(bytes), RequestFlags.NONE);
    }

    /** The first byte at an offset. */
    int read(long offset) throws IOException {
        var one = ByteBuffer.allocate(1);
        device.read(offset, one);
        return one.get(0);
    }
}
