package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.blockyard.itest.formats.Reader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VMDK images whose extents change their length, or are several, each over its part of another. */
class VmdkExtentsTest {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 3 * MIB + 512;

    /** More than one grain table reaches. */
    private static final int GROWN = 40 * MIB;

    @TempDir Path folder;

    @BeforeEach
    void makePlainDisk() throws IOException {
        Tool.requires("qemu-img", "qemu-io");
        var plain = new byte[SIZE];
        new Random(9).nextBytes(plain);
        Files.write(path("plain"), plain);
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    /** Runs the image tool; {@code @} in a word is the folder. */
    private Tool.Result img(Side side, String line) {
        return side.run("img", List.of(line.replace("@", folder + "/").split(" ")));
    }

    private void io(Side side, String image, String... commands) {
        var words = new ArrayList<>(List.of("-f", "vmdk"));
        for (var command : commands) {
            words.addAll(List.of("-c", command));
        }
        words.add(path(image).toString());
        var result = side.run("io", words).ok();
        assertTrue(!result.out().contains("failed"), result.out());
    }

    private void setPlainLength(long length) throws IOException {
        try (var plain = new RandomAccessFile(path("plain").toFile(), "rw")) {
            plain.setLength(length);
        }
    }

    private void assertGoodCopyOfPlain() {
        for (var side : Side.values()) {
            img(side, "compare -f vmdk -F raw @image.vmdk @plain").ok();
            img(side, "check @image.vmdk").ok();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "monolithicSparse, OURS",
        "monolithicSparse, THEIRS",
        "monolithicFlat, OURS",
        "twoGbMaxExtentSparse, THEIRS",
        "twoGbMaxExtentFlat, THEIRS"
    })
    void resizedImageIsThePeersToo(String kind, Side maker) throws IOException {
        img(maker, "convert -f raw -O vmdk -o subformat=" + kind + " @plain @image.vmdk").ok();
        img(Side.OURS, "resize -q @image.vmdk " + GROWN).ok();
        setPlainLength(GROWN);
        assertGoodCopyOfPlain();
        // each side gives space where the image ended before, and at the new end
        io(Side.THEIRS, "image.vmdk", "write -P 7 " + SIZE + " 100k", "write -P 8 39M 1M");
        io(Side.OURS, "image.vmdk", "write -P 9 5M 100k", "read -P 8 39M 1M");
        img(Side.THEIRS, "convert -f vmdk -O raw @image.vmdk @plain").ok();
        assertGoodCopyOfPlain();
        img(Side.OURS, "resize -q --shrink @image.vmdk 1M").ok();
        setPlainLength(MIB);
        assertGoodCopyOfPlain();
        // what was cut off does not come back
        img(Side.OURS, "resize -q @image.vmdk 8M").ok();
        setPlainLength(8 * MIB);
        assertGoodCopyOfPlain();
    }

    @ParameterizedTest
    @CsvSource({
        "monolithicSparse, SEVEN_ZIP",
        "monolithicSparse, LIBVMDK",
        "monolithicFlat, SEVEN_ZIP",
        "twoGbMaxExtentSparse, SEVEN_ZIP",
        "twoGbMaxExtentSparse, LIBVMDK"
    })
    void othersReadWhatWasResized(String kind, Reader reader) throws Exception {
        var missing = reader.missing();
        assertTrue(missing.isEmpty() || System.getenv("CI") == null, missing::toString);
        assumeTrue(missing.isEmpty(), missing::toString);
        img(Side.OURS, "convert -f raw -O vmdk -o subformat=" + kind + " @plain @image.vmdk").ok();
        img(Side.OURS, "resize -q @image.vmdk " + GROWN).ok();
        io(Side.OURS, "image.vmdk", "write -P 5 39M 1M");
        img(Side.OURS, "convert -f vmdk -O raw @image.vmdk @plain").ok();
        var command = reader.command(path("image.vmdk"), path("copy"));
        Tool.run(command.toArray(String[]::new)).ok();
        assertArrayEquals(Files.readAllBytes(path("plain")), Files.readAllBytes(path("copy")));
    }

    @Test
    void streamsKeepTheirLength() throws IOException {
        img(Side.OURS, "convert -f raw -O vmdk -o subformat=streamOptimized @plain @image.vmdk")
                .ok();
        var before = Files.readAllBytes(path("image.vmdk"));
        var refused = img(Side.OURS, "resize @image.vmdk 8M").status(1);
        assertTrue(refused.err().contains("convert the image"), refused.err());
        assertArrayEquals(before, Files.readAllBytes(path("image.vmdk")));
    }

    @Test
    void extentsAreNotTakenAway() {
        img(Side.OURS, "create -q -f vmdk -o subformat=twoGbMaxExtentSparse @image.vmdk 5G").ok();
        img(Side.OURS, "resize -q @image.vmdk 6G").ok();
        io(Side.THEIRS, "image.vmdk", "write -P 3 6442385408 64k", "read -P 3 6442385408 64k");
        img(Side.OURS, "resize -q --shrink @image.vmdk 4G").status(1);
        img(Side.OURS, "resize -q --shrink @image.vmdk 4100M").ok();
        img(Side.THEIRS, "check @image.vmdk").ok();
    }

    /** Requests over the border of two extents, in a chain of three images with several each. */
    @ParameterizedTest
    @ValueSource(strings = {"twoGbMaxExtentSparse", "monolithicSparse"})
    void eachExtentLiesOverItsPartOfTheImageBelow(String middle) {
        var split = "create -q -f vmdk -o subformat=";
        img(Side.THEIRS, split + "twoGbMaxExtentSparse @base.vmdk 5G").ok();
        io(Side.THEIRS, "base.vmdk", "write -P 1 2047M 2M", "write -P 2 4095M 2M");
        img(Side.OURS, split + middle + " -b base.vmdk -F vmdk @middle.vmdk").ok();
        io(Side.OURS, "middle.vmdk", "write -P 3 2147450880 65536", "write -P 4 4294967296 10k");
        img(Side.OURS, split + "twoGbMaxExtentSparse -b middle.vmdk -F vmdk @top.vmdk").ok();
        io(Side.OURS, "top.vmdk", "write -P 5 2147483136 1k");
        for (var side : Side.values()) {
            io(
                    side,
                    "top.vmdk",
                    "read -P 1 2047M 1015808",
                    "read -P 3 2147450880 32256",
                    "read -P 5 2147483136 1k",
                    "read -P 3 2147484160 32256",
                    "read -P 1 2147516416 1015808",
                    "read -P 2 4095M 1M",
                    "read -P 4 4294967296 10k",
                    "read -P 2 4294977536 1038336",
                    "read -P 0 4097M 1M");
        }
        var map = "map --output=json @top.vmdk";
        assertEquals(
                Told.comparable(img(Side.THEIRS, map).ok().out()),
                Told.comparable(img(Side.OURS, map).ok().out()));
    }

    /** What is committed changes the image below, and that it was changed is seen by others. */
    @Test
    void overlayOfSeveralExtentsIsCommitted() {
        img(Side.OURS, "create -q -f vmdk -o subformat=twoGbMaxExtentFlat @base.vmdk 3G").ok();
        var over = "create -q -f vmdk -o subformat=twoGbMaxExtentSparse -b base.vmdk -F vmdk ";
        img(Side.OURS, over + "@top.vmdk").ok();
        img(Side.OURS, over + "@other.vmdk").ok();
        io(Side.OURS, "top.vmdk", "write -P 6 2147450880 65536");
        img(Side.OURS, "commit -q -d @top.vmdk").ok();
        for (var side : Side.values()) {
            io(side, "base.vmdk", "read -P 6 2147450880 65536", "read -P 0 2147516416 64k");
        }
        var stale = Side.OURS.run("io", List.of("-c", "read 0 512", path("other.vmdk").toString()));
        assertTrue(stale.status(1).err().contains("The parent"), stale.err());
    }
}
