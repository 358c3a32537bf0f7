package org.blockyard.itest.fuzz.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
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
     */
    record Damaged(Path path, List<Structure> structures) {}

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
                all.add(new Damaged(file, Structures.of(file)));
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

    /** Reads a piece of a file as far as there is one. */
    static ByteBuffer read(FileChannel file, long offset, int length) throws IOException {
        var piece = ByteBuffer.allocate(length);
        while (piece.hasRemaining() && file.read(piece, offset + piece.position()) > 0) {
            // the next part
        }
        return piece.flip();
    }
}
