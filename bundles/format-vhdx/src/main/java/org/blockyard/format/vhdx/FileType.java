package org.blockyard.format.vhdx;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first bytes of an image ([MS-VHDX] 2.2.1): a signature, and then who made it. */
final class FileType {
    /** What each image begins with. */
    static final String SIGNATURE = "vhdxfile";

    /** Bytes of the signature and of the name. */
    static final int SIZE = 520;

    private FileType() {}

    /** Whether bytes are the beginning of an image. */
    static boolean begins(ByteBuffer bytes) {
        var found = new byte[SIGNATURE.length()];
        if (bytes.remaining() < found.length) {
            return false;
        }
        bytes.get(bytes.position(), found);
        return Arrays.equals(found, SIGNATURE.getBytes(StandardCharsets.US_ASCII));
    }
}
