package org.blockyard.itest.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.blockyard.itest.kit.Programs;

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

    /**
     * Files are written a page at a time: what is written in large pieces the page cache keeps in
     * large pieces, and some file systems then spend much time on each small write, whoever serves.
     */
    private static final int PAGE = 4096;

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
        var made = folder.resolve("made.qcow2");
        run(tool, folder, "convert", "-f", "raw", "-O", "qcow2", raw.toString(), made.toString());
        Files.delete(raw);
        var full = folder.resolve("full.qcow2");
        try (var in = Files.newByteChannel(made)) {
            copy(in, full);
        }
        Files.delete(made);
        return this == QCOW2 ? full : overlay(tool, folder, full);
    }

    private static Path overlay(List<String> tool, Path folder, Path full)
            throws IOException, InterruptedException {
        var top = folder.resolve("top.qcow2");
        var options = List.of("-q", "-f", "qcow2", "-F", "qcow2", "-b", full.toString());
        var arguments = new ArrayList<>(List.of("create"));
        arguments.addAll(options);
        arguments.add(top.toString());
        run(tool, folder, arguments.toArray(String[]::new));
        return top;
    }

    private static void run(List<String> tool, Path folder, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(tool);
        command.addAll(List.of(arguments));
        Programs.run(command, folder.resolve("tool.log"));
    }

    /** Writes random bytes, so that nothing is a hole. */
    private static void fill(Path file) throws IOException {
        var random = new SplittableRandom(1);
        var bytes = new byte[PAGE];
        try (var out = open(file)) {
            for (long at = 0; at < BYTES; at += PAGE) {
                random.nextBytes(bytes);
                write(out, ByteBuffer.wrap(bytes));
            }
            out.force(false);
        }
    }

    private static void copy(ReadableByteChannel in, Path file) throws IOException {
        var page = ByteBuffer.allocate(PAGE);
        try (var out = open(file)) {
            while (in.read(page.clear()) > 0) {
                write(out, page.flip());
            }
            // else the kernel writes it out while we measure
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
