package org.blockyard.itest.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The images that are served. All of their clusters are there, and in the page cache. */
enum DiskKind {
    /** A plain file. */
    RAW("raw"),
    /** A qcow2 image. */
    QCOW2("qcow2"),
    /** An empty qcow2 image over a full one. */
    OVERLAY("qcow2");

    /** The length of each disk. */
    static final long BYTES = 256L << 20;

    private static final int PIECE = 1 << 20;

    private final String format;

    DiskKind(String format) {
        this.format = format;
    }

    /** The format's name for every server. */
    String format() {
        return format;
    }

    /**
     * Makes an image for one server.
     *
     * @param tool the command that makes images
     * @param folder a folder of its own
     * @return its path
     */
    Path make(List<String> tool, Path folder) throws IOException, InterruptedException {
        var raw = folder.resolve("disk.raw");
        fill(raw);
        if (this == RAW) {
            return raw;
        }
        var full = folder.resolve("full.qcow2");
        run(tool, folder, "convert", "-f", "raw", "-O", "qcow2", raw.toString(), full.toString());
        Files.delete(raw);
        if (this == QCOW2) {
            return full;
        }
        var top = folder.resolve("top.qcow2");
        run(
                tool,
                folder,
                "create",
                "-q",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                full.toString(),
                top.toString());
        return top;
    }

    private static void run(List<String> tool, Path folder, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(tool);
        command.addAll(List.of(arguments));
        Tool.run(command, folder.resolve("tool.log"));
    }

    /** Writes random bytes, so that nothing is a hole. */
    private static void fill(Path file) throws IOException {
        var random = new SplittableRandom(1);
        var bytes = new byte[PIECE];
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < BYTES; at += PIECE) {
                random.nextBytes(bytes);
                var piece = ByteBuffer.wrap(bytes);
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            }
            // else the kernel writes it out while we measure
            channel.force(false);
        }
    }
}
