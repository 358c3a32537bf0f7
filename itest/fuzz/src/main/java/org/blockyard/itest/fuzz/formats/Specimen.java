package org.blockyard.itest.fuzz.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.formats.Variant;

/**
 * A sound image in a folder of its own, with whatever belongs to it.
 *
 * @param name what is particular about it
 * @param variant how it was made
 * @param files all its files, the image first; each can be damaged
 */
record Specimen(String name, Variant variant, List<Damaged> files) {
    /** The name of the image in its folder. */
    static final String IMAGE = "image";

    /**
     * A file that can be damaged.
     *
     * @param path the sound one
     * @param structures where there is metadata
     * @param fields what of it is known to be a number; empty if nothing is
     */
    record Damaged(Path path, List<Structure> structures, List<Field> fields) {}

    /**
     * A run of metadata.
     *
     * @param offset where it begins
     * @param length its bytes
     */
    record Structure(long offset, int length) {}

    /** The specimen that lies in a folder. */
    static Specimen in(Path folder, String name, Variant variant) throws IOException {
        var all = new ArrayList<Damaged>();
        try (var files = Files.list(folder)) {
            for (var file : files.sorted().toList()) {
                try (var channel = FileChannel.open(file)) {
                    var fields = Fields.of(channel, variant.format());
                    all.add(new Damaged(file, Structures.of(channel), fields));
                }
            }
        }
        all.sort((a, b) -> Boolean.compare(isImage(b.path()), isImage(a.path())));
        return new Specimen(name, variant, List.copyOf(all));
    }

    private static boolean isImage(Path path) {
        return path.endsWith(IMAGE);
    }

    /** Copies all files to a folder, over what an input before has left there. */
    void copyTo(Path folder) throws IOException {
        for (var file : files) {
            var copy = folder.resolve(file.path().getFileName());
            Files.copy(file.path(), copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The number of so many bytes at a place, 0 behind the end. */
    static long number(FileChannel file, long offset, int width, ByteOrder order)
            throws IOException {
        if (offset < 0) {
            return 0;
        }
        var bytes = ByteBuffer.allocate(Long.BYTES).order(order);
        bytes.position(order == ByteOrder.LITTLE_ENDIAN ? 0 : Long.BYTES - width);
        return bytes.put(read(file, offset, width)).getLong(0);
    }

    /** Reads a piece of a file as far as there is one. */
    static ByteBuffer read(FileChannel file, long offset, int length) throws IOException {
        var piece = ByteBuffer.allocate(length);
        while (piece.hasRemaining() && file.read(piece, offset + piece.position()) > 0) {
            // the next part
        }
        return piece.flip();
    }
}
