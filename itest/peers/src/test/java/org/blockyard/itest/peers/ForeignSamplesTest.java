package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.blockyard.itest.kit.Programs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Images that neither we nor the peer made read as they must. They are not ours to pass on, so they
 * are no part of this tree: they are looked for in {@code shared/samples} beside it or further up,
 * or where the system property {@code samples} says.
 */
class ForeignSamplesTest {
    @TempDir Path folder;
    private Path samples = Path.of("");

    @BeforeEach
    void findSamples() {
        var named = System.getProperty("samples");
        var found = named == null ? above(Product.root()) : Path.of(named);
        assumeTrue(Files.isDirectory(found), "the samples are not here");
        assumeTrue(Programs.exists("bzip2"), "bzip2 is not installed");
        Tool.requires("qemu-img");
        samples = found;
    }

    private static Path above(Path root) {
        var folder = root;
        while (folder.getParent() != null) {
            folder = folder.getParent();
            if (Files.isDirectory(folder.resolve("shared/samples"))) {
                break;
            }
        }
        return folder.resolve("shared/samples");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "empty.bochs, bochs," + " 85e614bc2ef17bec493b849dbeea34687ba52d7b1fedc4e5fc3729b0fb059aad",
        "simple-pattern.cloop, cloop,"
                + " 7c77af2771e0f86b7ec9707374c7416037fedae45cb0e6e27fbdf55688a5dd12",
        "parallels-v1, parallels,"
                + " 15faf41ebc93b5f734341cb7a2d909001e3f7306960f9d8bc63894f2a8e5bc45",
        "iotest-dynamic-1G.vhdx, vhdx,"
                + " d3d112d8dab7fd360609f7d5a7b769904b7a2a7d7b6b8c535f65a23293c05478",
        "virtualpc-dynamic.vhd, vpc, ",
        "iotest-version3.vmdk, vmdk, ",
        "simple-dmg.dmg, dmg,"
                + " 20647e0a98a830a6a250b91e0e6d7200a872caea07b87a3c19611f3dd031c9df",
    })
    void itReadsAsItsMakerWroteIt(String name, String format, String sha256) throws Exception {
        var image = unpack(name);
        if (sha256 != null) {
            var raw = folder.resolve("raw");
            Product.run("img", "convert", "-f", format, "-O", "raw", image + "", raw + "").ok();
            assertEquals(sha256, sha256(raw));
        }
        assertSameForThePeer(image, format);
    }

    /** The peer reads and tells the same of it, found out by itself. */
    private void assertSameForThePeer(Path image, String format) {
        var copy = folder.resolve("copy.qcow2").toString();
        Product.run("img", "convert", "-O", "qcow2", image + "", copy).ok();
        Tool.run("qemu-img", "compare", "-f", format, "-F", "qcow2", image + "", copy).ok();
        for (var command : List.of("info", "map", "measure")) {
            var words = List.of(command, "--output=json", image + "");
            assertEquals(
                    Told.comparable(Side.THEIRS.run("img", words).ok().out()),
                    Told.comparable(Side.OURS.run("img", words).ok().out()),
                    command);
        }
    }

    private Path unpack(String name) {
        var image = folder.resolve(name);
        var packed = samples.resolve(name + ".bz2").toString();
        Tool.run("sh", "-c", "bzip2 -dc \"$0\" > \"$1\"", packed, image.toString()).ok();
        return image;
    }

    private static String sha256(Path file) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            drain(in);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void drain(InputStream in) throws IOException {
        var piece = new byte[1 << 20];
        while (in.read(piece) >= 0) {
            // the digest sees it
        }
    }
}
