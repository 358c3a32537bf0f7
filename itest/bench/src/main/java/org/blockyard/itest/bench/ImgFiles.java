package org.blockyard.itest.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.blockyard.itest.kit.Programs;

/** The images that the image tools work on; all are made by the peer, and each only once. */
final class ImgFiles {
    private static final int MEBIBYTE = 1 << 20;

    /** What makes a qcow2 image encrypted: no time is spent on making its key hard to guess. */
    static final String LUKS = "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10";

    private final Path folder;
    private final boolean quick;

    ImgFiles(Path folder, boolean quick) {
        this.folder = folder;
        this.quick = quick;
    }

    /** The object that holds the secret which a file has. */
    static String secret(String file) {
        return "secret,id=s,file=" + file;
    }

    String path(String name) {
        return folder.resolve(name).toString();
    }

    /** Makes all. */
    void make() throws IOException, InterruptedException {
        noise("raw", quick ? 256 : 1024);
        text("text", quick ? 48 : 192);
        qemu("convert", "-f", "raw", "-O", "qcow2", path("raw"), path("qcow2"));
        qemu("convert", "-f", "raw", "-O", "qcow2", path("raw"), path("same"));
        Files.writeString(folder.resolve("secret"), "a secret");
        qemu(
                "convert",
                "--object",
                secret(path("secret")),
                "-f",
                "raw",
                "-O",
                "qcow2",
                "-o",
                LUKS,
                path("text"),
                path("luks"));
        qemu("create", "-q", "-f", "qcow2", path("huge"), "1T");
        fill("huge", quick ? 4096 : 65536, "16M");
        qemu("create", "-q", "-f", "qcow2", path("pieces"), "1G");
        fill("pieces", quick ? 3000 : 12_000, "192k");
    }

    private void fill(String name, int clusters, String step)
            throws IOException, InterruptedException {
        qemu(
                "bench",
                "-w",
                "-q",
                "--pattern",
                "1",
                "-t",
                "unsafe",
                "-s",
                "64k",
                "-S",
                step,
                "-c",
                Integer.toString(clusters),
                "-f",
                "qcow2",
                path(name));
    }

    private void qemu(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("qemu-img"));
        command.addAll(List.of(words));
        Programs.run(command, folder.resolve("log"));
    }

    /** Random bytes; each eighth MiB is a hole, each other eighth is written zeroes. */
    private void noise(String name, int mebibytes) throws IOException {
        var random = new Random(1);
        var bytes = new byte[MEBIBYTE];
        try (var file = create(name)) {
            for (int i = 0; i < mebibytes; i++) {
                if (i % 8 == 3) {
                    continue;
                }
                if (i % 8 != 5) {
                    random.nextBytes(bytes);
                }
                var from = i % 8 == 5 ? new byte[MEBIBYTE] : bytes;
                file.write(ByteBuffer.wrap(from), (long) i * MEBIBYTE);
            }
        }
    }

    /** Words in random order, which compress to about a third. */
    private void text(String name, int mebibytes) throws IOException {
        var random = new Random(2);
        var words = new byte[4096][];
        for (int i = 0; i < words.length; i++) {
            words[i] = new byte[3 + random.nextInt(9)];
            random.nextBytes(words[i]);
        }
        try (var file = create(name)) {
            var bytes = ByteBuffer.allocate(MEBIBYTE);
            for (int i = 0; i < mebibytes; i++) {
                bytes.clear();
                while (bytes.remaining() >= 16) {
                    bytes.put(words[random.nextInt(words.length)]).put((byte) ' ');
                }
                file.write(bytes.clear(), (long) i * MEBIBYTE);
            }
        }
    }

    private FileChannel create(String name) throws IOException {
        return FileChannel.open(
                Path.of(path(name)), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
