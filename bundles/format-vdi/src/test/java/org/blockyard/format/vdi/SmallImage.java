package org.blockyard.format.vdi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.blockyard.driver.Child;
import org.blockyard.driver.tck.HeapBuffers;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.RequestFlags;

/** An image whose blocks have 4096 bytes, so that there can be many. */
final class SmallImage {
    static final int BLOCK = 4096;
    static final int TABLE = 512;
    static final int FREE = -1;

    private static final int DATA_AT = 0x158;
    private static final int BLOCK_SIZE_AT = 0x178;
    private static final int BLOCKS_AT = 0x180;
    private static final int ALLOCATED_AT = 0x184;
    private static final int PARENT_AT = 0x1B8;

    private SmallImage() {}

    /** An image whose blocks are at these blocks of the file, each filled with its place plus 1. */
    static byte[] of(long length, int... entries) throws IOException {
        int used = Arrays.stream(entries).max().orElse(-1) + 1;
        int dataAt = TABLE + (int) VdiHeader.tableBytes(entries.length);
        var bytes = ByteBuffer.allocate(dataAt + used * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(VdiHeader.create(length, VdiHeader.Type.DYNAMIC).bytes());
        bytes.putInt(DATA_AT, dataAt)
                .putInt(BLOCK_SIZE_AT, BLOCK)
                .putInt(BLOCKS_AT, entries.length)
                .putInt(ALLOCATED_AT, used);
        for (int at = TABLE; at < dataAt; at += 4) {
            bytes.putInt(at, FREE);
        }
        for (int i = 0; i < entries.length; i++) {
            bytes.putInt(TABLE + 4 * i, entries[i]);
        }
        for (int i = 0; i < used * BLOCK; i++) {
            bytes.put(dataAt + i, (byte) (i / BLOCK + 1));
        }
        return bytes.array();
    }

    static byte[] number(byte[] image, int at, int value) {
        ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return image;
    }

    static int number(byte[] image, int at) {
        return ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    static byte[] withParent(byte[] image) {
        return number(image, PARENT_AT, 7);
    }

    static byte[] counting(byte[] image, int blocks) {
        return number(image, ALLOCATED_AT, blocks);
    }

    static int counted(byte[] image) {
        return number(image, ALLOCATED_AT);
    }

    static VdiDevice open(Child child) throws IOException {
        return open(child, Optional.empty());
    }

    static VdiDevice open(Child child, Optional<Child> parent) throws IOException {
        var file = new ImageFile(child);
        var map = new VdiMap(file, VdiHeader.of(file.read(0, VdiHeader.SIZE)));
        return new VdiDevice(map, new Backing(parent, parent.isPresent()), new HeapBuffers(), true);
    }

    static byte[] read(VdiDevice disk) throws IOException {
        var bytes = ByteBuffer.allocate((int) disk.length());
        disk.read(0, bytes);
        return bytes.array();
    }

    static void write(VdiDevice disk, long offset, int size, Random random) throws IOException {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        disk.write(offset, ByteBuffer.wrap(bytes), RequestFlags.NONE);
    }
}
