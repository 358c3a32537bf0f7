package org.blockyard.format.dmg;

import java.io.IOException;
import org.blockyard.format.kit.Fields;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The block at the end of an image, which says where everything else is; big-endian.
 *
 * @param dataOffset where the data begin
 * @param resourceOffset where the resource fork is
 * @param resourceLength its bytes, 0 if there is none
 * @param listOffset where the property list is
 * @param listLength its bytes, 0 if there is none
 */
record Trailer(
        long dataOffset, long resourceOffset, int resourceLength, long listOffset, int listLength) {
    static final int LENGTH = 512;

    /** The most bytes that tables may have. */
    static final int MOST_TABLES = 16 << 20;

    private static final int MAGIC = 'k' << 24 | 'o' << 16 | 'l' << 8 | 'y';

    /** How far before its usual place the trailer may begin: tools have cut files to sectors. */
    private static final int SLACK = 511;

    private static final int DATA_OFFSET = 24;
    private static final int RESOURCE_OFFSET = 40;
    private static final int RESOURCE_LENGTH = 48;
    private static final int LIST_OFFSET = 216;
    private static final int LIST_LENGTH = 224;

    static Trailer read(ImageFile file) throws IOException {
        long length = file.length();
        long first = Math.max(0, length - LENGTH - SLACK);
        var bytes = file.read(first, (int) (length - first));
        for (int at = bytes.limit() - LENGTH; at >= 0; at--) {
            if (bytes.getInt(at) == MAGIC) {
                return of(Fields.bigEndian("trailer", bytes.slice(at, LENGTH)), length);
            }
        }
        throw new BlockException(
                ErrorKind.INVALID_FORMAT, "Could not locate UDIF trailer in dmg file");
    }

    private static Trailer of(Fields fields, long length) throws BlockException {
        var trailer =
                new Trailer(
                        fields.u64(DATA_OFFSET, "offset of data", length),
                        fields.u64(RESOURCE_OFFSET, "offset of resources", length),
                        (int) fields.u64(RESOURCE_LENGTH, "length of resources", MOST_TABLES),
                        fields.u64(LIST_OFFSET, "offset of property list", length),
                        (int) fields.u64(LIST_LENGTH, "length of property list", MOST_TABLES));
        if (trailer.resourceOffset > length - trailer.resourceLength
                || trailer.listOffset > length - trailer.listLength) {
            throw fields.invalid("its tables are beyond the end of the file");
        }
        return trailer;
    }
}
