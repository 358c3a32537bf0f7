package org.blockyard.format.dmg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.blockyard.format.kit.Fields;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Finds the tables of an image: in its resource fork, or in its property list. */
final class ImageTables {
    /** Where a resource fork says where its resources are, and how many bytes they take. */
    private static final int RESOURCES_OFFSET = 0;

    private static final int RESOURCES_LENGTH = 8;
    private static final int FORK_HEADER = 16;

    private final ImageFile file;

    ImageTables(ImageFile file) {
        this.file = file;
    }

    /** All chunks in the order of the disk. */
    List<Chunk> chunks() throws IOException {
        var trailer = Trailer.read(file);
        var table = new ChunkTable(trailer.dataOffset());
        if (trailer.resourceLength() > 0) {
            fork(file.read(trailer.resourceOffset(), trailer.resourceLength()), table);
        } else if (trailer.listLength() > 0) {
            new PropertyList(file.read(trailer.listOffset(), trailer.listLength()), table).read();
        } else {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "the image has neither a resource fork nor a property list");
        }
        return table.sorted();
    }

    /** Looks through the resources, each behind its length, for those that are tables. */
    private static void fork(ByteBuffer fork, ChunkTable into) throws BlockException {
        var fields = Fields.bigEndian("resource fork", fork);
        if (fields.size() < FORK_HEADER) {
            throw fields.invalid("is too short");
        }
        int start = (int) fields.u32(RESOURCES_OFFSET, "offset of resources", 0, fields.size());
        int length =
                (int) fields.u32(RESOURCES_LENGTH, "length of resources", 0, fields.size() - start);
        for (int at = start; at + Integer.BYTES <= start + length; ) {
            int most = start + length - at - Integer.BYTES;
            int size = (int) fields.u32(at, "length of a resource", 0, most);
            var resource = fork.slice(at + Integer.BYTES, size);
            if (ChunkTable.isTable(resource)) {
                into.add(resource);
            }
            at += Integer.BYTES + size;
        }
    }
}
