package org.blockyard.format.qcow2.internal.layout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * One header extension (specification: Header extensions), understood or not.
 *
 * @param type its number
 * @param data its bytes, without padding
 */
public record HeaderExtension(int type, byte[] data) {
    /** The end of the extensions. */
    public static final int END = 0;

    /** The backing file's format. */
    public static final int BACKING_FORMAT = 0xe2792aca;

    /** Names of features. */
    public static final int FEATURE_NAMES = 0x6803f857;

    /** Dirty bitmaps. */
    public static final int BITMAPS = 0x23852875;

    /** The encryption header's place. */
    public static final int ENCRYPTION = 0x0537be77;

    /** The external data file's name. */
    public static final int DATA_FILE = 0x44415441;

    /** The bytes of the end mark. */
    public static final int END_LENGTH = 8;

    private static final int PREFIX = 8;

    /** This extension's data as text. */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** An extension that is a text. */
    public static HeaderExtension text(int type, String text) {
        return new HeaderExtension(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The first extension of a type. */
    public static Optional<HeaderExtension> find(List<HeaderExtension> extensions, int type) {
        return extensions.stream().filter(one -> one.type == type).findFirst();
    }

    /**
     * Reads the extensions from the position to their end mark or the limit.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if one does not fit
     */
    public static List<HeaderExtension> readAll(ByteBuffer in) throws BlockException {
        var extensions = new ArrayList<HeaderExtension>();
        while (in.remaining() >= PREFIX) {
            int type = in.getInt();
            int length = in.getInt();
            if (type == END) {
                break;
            }
            if (length < 0 || length > in.remaining()) {
                throw new BlockException(
                        ErrorKind.INVALID_FORMAT,
                        "header extension 0x%08x is too long: %d bytes"
                                .formatted(type, length & 0xffffffffL));
            }
            var data = new byte[length];
            in.get(data);
            in.position(Math.min(in.limit(), in.position() + padding(length)));
            extensions.add(new HeaderExtension(type, data));
        }
        return extensions;
    }

    /** Writes it with its padding. */
    public void write(ByteBuffer out) {
        out.putInt(type).putInt(data.length).put(data).put(new byte[padding(data.length)]);
    }

    /** Its bytes on disk. */
    public int length() {
        return PREFIX + data.length + padding(data.length);
    }

    private static int padding(int length) {
        return -length & 7;
    }
}
