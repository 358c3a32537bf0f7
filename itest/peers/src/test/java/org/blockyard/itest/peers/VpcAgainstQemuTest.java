package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VHD images are made, measured out and refused by us as by the peer. */
class VpcAgainstQemuTest {
    private static final int SECTOR = 512;

    /** Time, checksum and identifier of a footer: all that may be another in each image. */
    private static final int[][] OWN = {{24, 28}, {64, 84}};

    @TempDir Path folder;

    @BeforeEach
    void requirePeer() {
        Tool.requires("qemu-img", "qemu-io");
    }

    private Path path(Object name) {
        return folder.resolve(name.toString());
    }

    private Tool.Result run(Side side, String tool, String line) {
        return side.run(tool, List.of(line.replace("@", folder + "/").split(" ")));
    }

    private static byte[] footer(Path image) throws IOException {
        try (var file = Files.newByteChannel(image)) {
            var bytes = ByteBuffer.allocate(SECTOR);
            file.position(file.size() - SECTOR).read(bytes);
            for (var part : OWN) {
                Arrays.fill(bytes.array(), part[0], part[1], (byte) 0);
            }
            return bytes.array();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "33553920", "1G", "100G", "127G", "2040G"})
    void disksGetTheSameLengthsAndGeometries(String size) throws IOException {
        for (var options : List.of("", "-o force_size=on ", "-o subformat=fixed ")) {
            for (var side : Side.values()) {
                run(side, "img", "create -q -f vpc " + options + "@" + side + " " + size).ok();
            }
            assertEquals(Files.size(path(Side.THEIRS)), Files.size(path(Side.OURS)), options);
            assertArrayEquals(footer(path(Side.THEIRS)), footer(path(Side.OURS)), options);
            assertEquals(told(Side.THEIRS), told(Side.OURS), options);
        }
    }

    /** What one tells of the other's image. */
    private Object told(Side reader) {
        var line = "info --output=json -f vpc @" + reader.other();
        return Told.comparable(run(reader, "img", line).ok().out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-o subformat=differencing @x 1M",
                "-o force_size=maybe @x 1M",
                "@x 2041G",
                "-o force_size=on @x 2041G",
            })
    void whatIsAskedForIsAnsweredInTheSameWords(String line) throws IOException {
        var theirs = run(Side.THEIRS, "img", "create -f vpc " + line);
        Files.deleteIfExists(path("x"));
        var ours = run(Side.OURS, "img", "create -f vpc " + line).status(theirs.status());
        assertEquals(theirs.out(), ours.out());
        // ours adds what it could be instead
        assertTrue(ours.err().startsWith(theirs.err()), ours.err());
    }

    /** A number put into the footer or header of an image whose checksums are right again. */
    @ParameterizedTest
    @CsvSource({
        "checksum of the footer, 100, 7, false",
        "cookie of the header, 512, 0, true",
        "place of the header, 20, 1048576, true",
        "too few blocks, 540, 2, true",
        "very many blocks, 540, -1, true",
        "no block size, 544, 0, true",
        "an odd block size, 544, 3145728, true",
        "a small block size, 544, 512, true",
        "a block beyond the end, 1536, 65536, true",
        "the largest geometry, 56, -1, true",
        "a disk of another tool, 28, 2004318752, true",
    })
    void damagedImagesAreRefusedInTheSameWords(String what, int at, int value, boolean sealed)
            throws IOException {
        run(Side.THEIRS, "img", "create -q -f vpc @disk 64M").ok();
        var bytes = ByteBuffer.wrap(Files.readAllBytes(path("disk")));
        bytes.putInt(at, value);
        if (sealed) {
            seal(bytes.slice(0, SECTOR), 64);
        }
        Files.write(path("disk"), bytes.array());
        var theirs = run(Side.THEIRS, "img", "info -f vpc @disk");
        var ours = run(Side.OURS, "img", "info -f vpc @disk").status(theirs.status());
        assertEquals(theirs.err(), ours.err(), what);
    }

    private static void seal(ByteBuffer structure, int at) {
        structure.putInt(at, 0);
        int sum = 0;
        for (int i = 0; i < structure.capacity(); i++) {
            sum += structure.get(i) & 0xff;
        }
        structure.putInt(at, ~sum);
    }

    @Test
    void aFixedDiskIsNotRecognised() {
        run(Side.OURS, "img", "create -q -f vpc -o subformat=fixed @disk 1M").ok();
        for (var side : Side.values()) {
            var said = run(side, "img", "info @disk").ok().out();
            assertTrue(said.contains("file format: raw"), said);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chs", "current_size", "bad"})
    void whatTellsTheLengthCanBeSaid(String how) {
        run(Side.THEIRS, "img", "create -q -f vpc -o force_size=on @disk 1G").ok();
        var line = "--image-opts driver=vpc,force_size_calc=%s,file.filename=@disk".formatted(how);
        var theirs = run(Side.THEIRS, "img", "info --output=json " + line);
        var ours = run(Side.OURS, "img", "info --output=json " + line).status(theirs.status());
        if (theirs.status() == 0) {
            assertEquals(Told.comparable(theirs.out()), Told.comparable(ours.out()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-o force_size=on ", "-o subformat=fixed "})
    void aDiskOfAnotherLengthIsReadByThePeer(String options) throws IOException {
        run(Side.THEIRS, "img", "create -q -f vpc " + options + "@disk 5M").ok();
        var write = List.of("-f", "vpc", "-c", "write -P 5 1M 3M", path("disk").toString());
        Side.THEIRS.run("io", write).ok();
        run(Side.THEIRS, "img", "convert -f vpc -O raw @disk @plain").ok();
        for (var length : List.of("9500K", "300M", "--shrink 3500K")) {
            run(Side.OURS, "img", "resize -q -f vpc @disk " + length).ok();
            run(Side.THEIRS, "img", "resize -q -f raw @plain " + length).ok();
            run(Side.THEIRS, "img", "compare -f vpc -F raw @disk @plain").ok();
            for (var image : List.of("vpc @disk", "raw @plain")) {
                var words = List.of("-f", image.split(" ")[0], "-c", "write -P 6 3M 300K");
                Side.THEIRS.run("io", with(words, path(image.split("@")[1]).toString())).ok();
            }
        }
        run(Side.OURS, "img", "compare -f vpc -F raw @disk @plain").ok();
    }

    private static List<String> with(List<String> words, String last) {
        return Stream.concat(words.stream(), Stream.of(last)).toList();
    }

    @Test
    void eachGoesOnWithWhatTheOtherWrote() {
        run(Side.THEIRS, "img", "create -q -f vpc -o force_size=on @disk 24M").ok();
        for (int i = 0; i < 6; i++) {
            var write = "write -P %d %dk 3000k".formatted(i + 1, i * 4000);
            var words = List.of("-f", "vpc", "-c", write, path("disk").toString());
            Side.values()[i % 2].run("io", words).ok();
        }
        for (var side : Side.values()) {
            run(side, "img", "convert -f vpc -O raw @disk @" + side).ok();
        }
        run(Side.THEIRS, "img", "compare -f raw -F raw @OURS @THEIRS").ok();
        for (int i = 0; i < 6; i++) {
            var read = "read -P %d %dk 3000k".formatted(i + 1, i * 4000);
            var words = List.of("-f", "raw", "-c", read, path("OURS").toString());
            Side.THEIRS.run("io", words).ok();
        }
    }
}
