package org.blockyard.format.bochs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes growing images for tests, with extents in the file in reverse order. */
final class BochsImage {
    private static final int SECTOR = 512;

    private BochsImage() {}

    /** An image of the content; extents and sectors that are all zeroes are left out. */
    static byte[] of(byte[] content, int version, int extentSize) {
        int entries = Math.max(1, Math.ceilDiv(content.length, extentSize));
        int bitmapSize = Math.ceilDiv(extentSize / SECTOR, Byte.SIZE);
        int bitmapSpace = Math.ceilDiv(bitmapSize, SECTOR) * SECTOR;
        int start = SECTOR + entries * Integer.BYTES;
        var image =
                ByteBuffer.allocate(start + entries * (bitmapSpace + extentSize))
                        .order(ByteOrder.LITTLE_ENDIAN);
        image.put(0, text("Bochs Virtual HD Image"))
                .put(32, text("Redolog"))
                .put(48, text("Growing"))
                .putInt(64, version)
                .putInt(68, SECTOR)
                .putInt(72, entries)
                .putInt(76, bitmapSize)
                .putInt(80, extentSize)
                .putLong(version == BochsHeader.VERSION_1 ? 84 : 88, content.length);
        int next = 0;
        for (int extent = entries - 1; extent >= 0; extent--) {
            int from = Math.min(content.length, extent * extentSize);
            var bytes = Arrays.copyOfRange(content, from, from + extentSize);
            boolean there = !isZero(bytes, 0, extentSize);
            image.putInt(SECTOR + extent * Integer.BYTES, there ? next : -1);
            if (there) {
                putExtent(image, start + next++ * (bitmapSpace + extentSize), bitmapSpace, bytes);
            }
        }
        return Arrays.copyOf(image.array(), start + next * (bitmapSpace + extentSize));
    }

    private static void putExtent(ByteBuffer image, int at, int bitmapSpace, byte[] bytes) {
        for (int sector = 0; sector < bytes.length / SECTOR; sector++) {
            int from = sector * SECTOR;
            if (isZero(bytes, from, SECTOR)) {
                // what is there must not show
                Arrays.fill(bytes, from, from + SECTOR, (byte) 0xee);
            } else {
                int place = at + sector / Byte.SIZE;
                image.put(place, (byte) (image.get(place) | 1 << sector % Byte.SIZE));
            }
        }
        image.put(at + bitmapSpace, bytes);
    }

    private static boolean isZero(byte[] bytes, int from, int length) {
        return Arrays.equals(bytes, from, from + length, new byte[length], 0, length);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
