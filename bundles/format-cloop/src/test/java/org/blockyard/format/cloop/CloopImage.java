package org.blockyard.format.cloop;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Makes compressed loop images for tests. */
final class CloopImage {
    private static final String SCRIPT =
            """
            #!/bin/sh
            #V2.0 Format
            modprobe cloop file=$0 && mount -r -t iso9660 /dev/cloop $1
            exit $?
            """;

    private CloopImage() {}

    /** An image of the content; its last block is filled up with zeroes. */
    static byte[] of(byte[] content, int blockSize) {
        int blocks = Math.ceilDiv(content.length, blockSize);
        int start = CloopHeader.LENGTH + (blocks + 1) * Long.BYTES;
        var head = ByteBuffer.allocate(start);
        head.put(SCRIPT.getBytes(StandardCharsets.US_ASCII));
        head.position(128).putInt(blockSize).putInt(blocks).putLong(start);
        var data = new ByteArrayOutputStream();
        for (int block = 0; block < blocks; block++) {
            int from = block * blockSize;
            data.writeBytes(packed(Arrays.copyOfRange(content, from, from + blockSize)));
            head.putLong(start + data.size());
        }
        var image = Arrays.copyOf(head.array(), start + data.size());
        System.arraycopy(data.toByteArray(), 0, image, start, data.size());
        return image;
    }

    private static byte[] packed(byte[] bytes) {
        try (var deflater = new Deflater()) {
            deflater.setInput(bytes);
            deflater.finish();
            var packed = new byte[bytes.length * 2 + 64];
            return Arrays.copyOf(packed, deflater.deflate(packed));
        }
    }
}
