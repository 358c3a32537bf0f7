package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Apple's disk images read as they do by 7z, dmg2img and, as far as it can, qemu-img. */
class DmgAgainstPeersTest {
    private static final String WRITER =
            "bundles/format-dmg/src/test/java/org/blockyard/format/dmg/DmgWriter.java";

    @TempDir Path folder;

    @BeforeEach
    void makePlainDisk() throws IOException {
        Tool.requires("qemu-img", "7z", "dmg2img", "bzip2", "/usr/bin/python3");
        var plain = new byte[4 << 20];
        var random = new Random(1);
        for (int at = 0; at < plain.length; at += 4096) {
            if (at / (256 << 10) % 4 == 3) {
                continue; // some chunks are zeroes
            }
            var noise = new byte[random.nextInt(4096)];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, plain, at, noise.length);
        }
        Files.write(path("plain"), plain);
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    /** Makes an image of the plain disk, whose chunks are stored by these methods in turn. */
    private void make(String methods, String image) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(Product.root().resolve(WRITER).toString());
        command.addAll(List.of(path("plain").toString(), path(image).toString(), methods));
        Tool.run(command.toArray(String[]::new)).ok();
    }

    private void assertPlain(String copy) throws IOException {
        assertEquals(-1, Files.mismatch(path("plain"), path(copy)), copy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "raw",
                "zlib",
                "bzip2",
                "adc",
                "lzfse",
                "lzma",
                "zlib,raw,bzip2,adc,lzfse,lzma"
            })
    void eachMethodIsReadAsByIndependentReaders(String methods) throws IOException {
        make(methods, "disk.dmg");
        Product.run("img", "convert", "-O", "raw", path("disk.dmg") + "", path("ours") + "").ok();
        assertPlain("ours");
        Tool.run("7z", "e", "-tdmg", "-y", "-o" + path("7z"), path("disk.dmg") + "").ok();
        try (var files = Files.list(path("7z"))) {
            var all = files.toList();
            assertEquals(1, all.size(), all.toString());
            assertEquals(-1, Files.mismatch(path("plain"), all.getFirst()));
        }
        if (!methods.contains("lzfse")
                && !methods.contains("lzma")) { // which came later than dmg2img
            Tool.run("dmg2img", "-s", path("disk.dmg") + "", path("theirs") + "").ok();
            assertPlain("theirs");
        }
    }

    @ParameterizedTest
    @CsvSource({"raw", "zlib"})
    void qemuReadsTheSameAndTellsTheSame(String method) throws IOException {
        make(method, "disk.dmg");
        var image = path("disk.dmg").toString();
        Tool.run("qemu-img", "convert", "-O", "raw", image, path("theirs") + "").ok();
        assertPlain("theirs");
        Product.run("img", "convert", "-f", "dmg", "-O", "raw", image, path("ours") + "").ok();
        assertPlain("ours");
        var theirs = Tool.run("qemu-img", "info", image).ok().out();
        var ours = Product.run("img", "info", image).ok().out();
        assertTrue(ours.startsWith(theirs.stripTrailing()), ours + theirs);
        var pair = new ImgPair(Files.createDirectory(path("empty")), folder);
        for (var command : List.of("info", "map", "measure -O qcow2")) {
            pair.sameJson(command + " --output=json " + image);
        }
    }

    @Test
    void theImageIsOnlyRead() throws IOException {
        make("zlib", "disk.dmg");
        var image = path("disk.dmg").toString();
        var theirs = Tool.run("qemu-io", "-f", "dmg", "-c", "write 0 512", image);
        var ours = Product.run("io", "-f", "dmg", "-c", "write 0 512", image);
        assertEquals(theirs.out() + theirs.err(), ours.out() + ours.err());
        assertEquals(theirs.status(), ours.status());
    }
}
