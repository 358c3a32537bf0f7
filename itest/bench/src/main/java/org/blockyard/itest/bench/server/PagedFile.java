package org.blockyard.itest.bench.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * Files that are written a page at a time: what is written in large pieces the page cache keeps in
 * large pieces, and some file systems then spend much time on each small write, whoever serves.
 * They are written out, else the kernel would do that while something is measured.
 */
final class PagedFile {
    private static final int PAGE = 4096;

    private PagedFile() {}

    /** Makes a file of random bytes, so that nothing is a hole. */
    static void random(Path file, long length) throws IOException {
        var random = new SplittableRandom(1);
        var bytes = new byte[PAGE];
        try (var out = open(file)) {
            for (long at = 0; at < length; at += PAGE) {
                random.nextBytes(bytes);
                write(out, ByteBuffer.wrap(bytes));
            }
            out.force(false);
        }
    }

    /** Makes a copy. */
    static void copy(Path from, Path file) throws IOException {
        var page = ByteBuffer.allocate(PAGE);
        try (var in = Files.newByteChannel(from);
                var out = open(file)) {
            while (in.read(page.clear()) > 0) {
                write(out, page.flip());
            }
            out.force(false);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static void write(FileChannel out, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            out.write(from);
        }
    }
}
