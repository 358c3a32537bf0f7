package org.blockyard.format.vmdk.internal.layout;

import java.nio.ByteBuffer;

/** How images begin: with a sparse extent's magic number, or with a descriptor's first lines. */
public final class ImageStart {
    private static final String VERSION = "version=";

    private ImageStart() {}

    /** Whether bytes, from position to limit, are the beginning of an image. */
    public static boolean isImage(ByteBuffer prefix) {
        return isSparse(prefix) || isDescriptor(prefix);
    }

    /** Whether they are that of a sparse extent. */
    public static boolean isSparse(ByteBuffer prefix) {
        if (prefix.remaining() < Integer.BYTES) {
            return false;
        }
        int magic = 0;
        for (int i = Integer.BYTES - 1; i >= 0; i--) {
            magic = magic << 8 | prefix.get(prefix.position() + i) & 0xFF;
        }
        return magic == SparseHeader.MAGIC || magic == CowdHeader.MAGIC;
    }

    /** Comments and blank lines, and then the version. */
    private static boolean isDescriptor(ByteBuffer prefix) {
        for (int at = prefix.position(); at < prefix.limit(); ) {
            int end = endOfLine(prefix, at);
            if (prefix.get(at) != '#' && !isBlank(prefix, at, end)) {
                return isVersion(prefix, at, end);
            }
            at = end + 1;
        }
        return false;
    }

    private static int endOfLine(ByteBuffer prefix, int from) {
        int end = from;
        while (end < prefix.limit() && prefix.get(end) != '\n') {
            end++;
        }
        return end;
    }

    private static boolean isBlank(ByteBuffer prefix, int from, int to) {
        for (int at = from; at < to; at++) {
            if (prefix.get(at) != ' ' && (prefix.get(at) != '\r' || at != to - 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVersion(ByteBuffer prefix, int from, int to) {
        int end = to > from && prefix.get(to - 1) == '\r' ? to - 1 : to;
        if (to == prefix.limit() || end - from != VERSION.length() + 1) {
            return false;
        }
        for (int i = 0; i < VERSION.length(); i++) {
            if (prefix.get(from + i) != VERSION.charAt(i)) {
                return false;
            }
        }
        int digit = prefix.get(end - 1) - '0';
        return digit >= 1 && digit <= 3;
    }
}
