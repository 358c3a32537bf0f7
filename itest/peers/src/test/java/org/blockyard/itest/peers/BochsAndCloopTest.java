package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the tools of Bochs and of compressed loop images make, we read as they and QEMU do; and what
 * else Bochs reads and writes, both ways.
 */
class BochsAndCloopTest {
    /** Whole cylinders for Bochs, whole blocks for loop images. */
    private static final int SIZE = 33_030_144;

    @TempDir static Path folder;
    private static Path images;

    @BeforeAll
    static void makeImages() throws IOException {
        Tool.requires("qemu-img", "bximage", "create_compressed_fs");
        images = Files.createDirectory(folder.resolve("images"));
        try (var raw = new RandomAccessFile(image("raw"), "rw")) {
            var noise = new byte[1 << 20];
            new Random(1).nextBytes(noise);
            raw.write(noise);
            // some sectors of an extent, and the disk's last
            raw.seek(5_000_192);
            raw.write(noise, 0, 5 * 512);
            raw.seek(SIZE - 512);
            raw.write(noise, 0, 512);
        }
        // its progress report is longer than the disk
        for (var mode : List.of("growing bochs", "vpc vpc", "vmware4 vmdk")) {
            shell("bximage -func=convert -q raw -imgmode=" + mode + " > /dev/null");
        }
        shell("create_compressed_fs -q -B 65536 raw cloop");
        shell("create_compressed_fs -q -B 512K raw large.cloop");
    }

    private static String image(String name) {
        return images.resolve(name).toString();
    }

    private static void shell(String line) {
        Tool.run("sh", "-c", "cd \"$0\" && " + line, images.toString()).ok();
    }

    @ParameterizedTest
    @CsvSource({"bochs, bochs", "vpc, vpc", "vmdk, vmdk", "cloop, cloop", "cloop, large.cloop"})
    void whatTheToolMadeReadsAsItWas(String format, String name) throws IOException {
        var copy = folder.resolve(name + ".copy");
        Product.run("img", "convert", "-f", format, "-O", "raw", image(name), copy.toString()).ok();
        var compare = Tool.run("qemu-img", "compare", "-F", "raw", image("raw"), copy.toString());
        assertTrue(compare.ok().out().contains("Images are identical"), compare.out());
        Product.run("img", "compare", "-f", format, "-F", "raw", image(name), image("raw")).ok();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-O vdi",
                "-O vdi -o static=on",
                "-O vmdk",
                "-O vmdk -o compat6=on,adapter_type=lsilogic",
                "-O vpc",
                "-O vpc -o subformat=fixed"
            })
    void bximageReadsWhatWeMake(String options) throws IOException {
        var made = Files.createTempDirectory(folder, "made");
        var line = "convert -f raw " + options + " " + image("raw") + " " + made + "/image";
        Product.run("img", line.split(" ")).ok();
        var reads = "bximage -func=convert -imgmode=flat -q image copy > log";
        Tool.run("sh", "-c", "cd \"$0\" && " + reads, made.toString()).ok();
        // VPC rounds up to whole cylinders
        Tool.run("cmp", "-n", SIZE + "", image("raw"), made + "/copy").ok();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "info --output=json bochs",
                "info --output=json cloop",
                "map --output=json bochs",
                "map --output=json -f cloop large.cloop",
                "measure --output=json -O qcow2 bochs",
                "measure --output=json -O qcow2 -f cloop cloop",
            })
    void tellsTheSame(String line) throws IOException {
        new ImgPair(images, folder).sameJson(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check bochs",
                "check -f cloop cloop",
                "create -f bochs new 1M",
                "create -f cloop new 1M",
                "resize -f bochs bochs 20M",
                "info -f bochs raw",
                "info -f cloop bochs",
            })
    void refusesTheSame(String line) throws IOException {
        new ImgPair(images, folder).sameComplaint(line);
    }

    @ParameterizedTest
    @CsvSource({
        "bochs, 72, 01001000, Catalog size is too large",
        "bochs, 80, 01000000, Extent size must be at least 512",
        "cloop, 128, 00000000, block_size cannot be zero",
        "cloop, 128, 00000300, block_size 768",
        "cloop, 128, 04000200, block_size 67109376",
        "cloop, 132, 7fffffff, n_blocks",
    })
    void complainsOfDamageInTheSameWords(String format, int at, String hex, String words)
            throws IOException {
        var damaged = Files.createDirectories(folder.resolve("damaged-" + format + at + hex));
        Files.copy(Path.of(image(format)), damaged.resolve("image"));
        try (var file = new RandomAccessFile(damaged.resolve("image").toFile(), "rw")) {
            file.seek(at);
            file.writeInt(Integer.parseUnsignedInt(hex, 16));
        }
        var folders = new ImgPair(damaged, folder).sameComplaint("info -f " + format + " image");
        var said = Product.run("img", "info", "-f", format, folders.ours() + "/image");
        assertTrue(said.status(1).err().contains(words), said.err());
    }

    @Test
    void nothingIsWritten() throws IOException {
        for (var format : new String[] {"bochs", "cloop"}) {
            var before = Files.getLastModifiedTime(Path.of(image(format)));
            var us = Product.run("io", "-f", format, "-c", "write 0 512", image(format));
            assertTrue(us.status(1).err().contains("Image is read-only"), us.err());
            assertEquals(before, Files.getLastModifiedTime(Path.of(image(format))));
        }
    }
}
