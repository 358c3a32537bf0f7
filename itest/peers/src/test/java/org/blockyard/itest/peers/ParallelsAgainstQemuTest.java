package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parallels images of ours are QEMU's and ploop's, and the other way round. */
class ParallelsAgainstQemuTest {
    private static final int MIB = 1 << 20;

    /** Where the header has the mark of being open, and where the first entry of the table is. */
    private static final int IN_USE_AT = 44;

    private static final int TABLE_AT = 64;

    @TempDir static Path folder;
    private static Path images;

    @BeforeAll
    static void makeImages() throws IOException {
        Tool.requires("qemu-img", "qemu-io", "ploop");
        images = Files.createDirectory(folder.resolve("images"));
        try (var raw = new RandomAccessFile(image("raw"), "rw")) {
            var noise = new byte[MIB];
            new Random(1).nextBytes(noise);
            raw.write(noise);
            raw.seek(5 * MIB + 512);
            raw.write(noise, 0, 70_000);
            raw.setLength(10 * MIB);
        }
        qemu("qemu-img", "create -q -f parallels empty 10M");
        qemu("qemu-img", "convert -O parallels -o cluster_size=64k raw small");
        qemu("qemu-img", "convert -O parallels -o cluster_size=3M raw large");
        for (var name : List.of("unclean", "outside", "leaky")) {
            Files.copy(images.resolve("small"), images.resolve(name));
        }
        put("unclean", IN_USE_AT, 0x746f6e59);
        put("outside", TABLE_AT + 4, 1000);
        try (var leaky = new RandomAccessFile(image("leaky"), "rw")) {
            leaky.setLength(leaky.length() + 3 * 65536);
        }
    }

    private static String image(String name) {
        return images.resolve(name).toString();
    }

    private static Tool.Result qemu(String tool, String line) {
        var command = new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", images + ""));
        command.add(tool);
        command.addAll(List.of(line.split(" ")));
        return Tool.run(command, Map.of()).ok();
    }

    private static void put(String name, int at, int value) throws IOException {
        try (var file = new RandomAccessFile(image(name), "rw")) {
            file.seek(at);
            file.writeInt(Integer.reverseBytes(value));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-o cluster_size=64k ", "-o cluster_size=512 ", "-o cluster_size=3M "})
    void whatWeMakeIsReadByThePeers(String options) throws IOException {
        var pair = new ImgPair(images, folder);
        var line = "convert -f raw -O parallels " + options + "raw new";
        var ours = pair.same(line).ours().resolve("new").toString();
        Tool.run("qemu-img", "check", "-q", ours).ok();
        Tool.run("qemu-img", "compare", ours, image("raw")).ok();
        if (options.contains("=512 ") || options.contains("=3M ")) {
            return; // ploop does not know such clusters
        }
        // nor does it take holes for data
        var solid = folder.resolve("solid").toString();
        Tool.run("cp", "--sparse=never", ours, solid).ok();
        Tool.run("ploop", "check", "-f", "-r", solid).ok();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create -f parallels new 10M",
                "create -f parallels -o cluster_size=1000 new 1000001",
                "create -f parallels -o cluster_size=4M new 2T",
                "create -f parallels new 0",
            })
    void newImagesAreTheSameToTheByte(String line) throws IOException {
        var folders = new ImgPair(images, folder).same(line);
        Tool.run("cmp", folders.ours() + "/new", folders.theirs() + "/new").ok();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create -f parallels -o cluster_size=0 new 10M",
                "create -f parallels -o cluster_size=4G new 10M",
                "create -f parallels new 4P",
                "create -f parallels -o nosuch=1 new 10M",
                "create -f parallels -b raw -F raw new",
                "measure -O parallels --size 1G",
                "info -f parallels raw",
            })
    void refusesTheSame(String line) throws IOException {
        new ImgPair(images, folder).sameComplaint(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "small", "large"})
    void whatThePeerMadeIsTheSameToUs(String name) throws IOException {
        var pair = new ImgPair(images, folder);
        pair.sameJson("info --output=json " + name);
        pair.sameJson("map --output=json " + name);
        pair.sameJson("check --output=json " + name);
        pair.same("check " + name);
        if (!name.equals("empty")) {
            pair.same("compare " + name + " raw");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unclean, 2",
        "leaky, 3",
        "outside, 2",
    })
    void findsAndRepairsWhatThePeerFinds(String name, int status) throws IOException {
        var folders = Folders.of(images, folder);
        var us = folders.us("img", List.of("check", name)).status(status);
        var them = folders.them("img", List.of("check", name)).status(status);
        assertEquals(them.out().lines().findFirst(), us.out().lines().findFirst());
        folders.us("img", List.of("check", "-r", "all", name)).ok();
        var repaired = folders.ours().resolve(name).toString();
        Tool.run("qemu-img", "check", repaired).ok();
        if (!name.equals("outside")) {
            Tool.run("qemu-img", "compare", repaired, image("raw")).ok();
        }
    }

    @Test
    void anImageThatWasNotClosedIsRepairedWhenItIsWritten() throws IOException {
        var ours = Folders.of(images, folder).ours().resolve("unclean").toString();
        Product.run("io", "-f", "parallels", "-c", "write -P 7 3M 1M", ours).ok();
        Tool.run("qemu-img", "check", ours).ok();
        Tool.run("qemu-io", "-r", "-f", "parallels", "-c", "read -P 7 3M 1M", ours).ok();
    }

    @Test
    void sharedClustersGetCopies() throws IOException {
        var ours = Folders.of(images, folder).ours().resolve("small");
        try (var file = new RandomAccessFile(ours.toFile(), "rw")) {
            // the second cluster of the disk is also the fourth
            file.seek(TABLE_AT + 4);
            int entry = file.readInt();
            file.seek(TABLE_AT + 12);
            file.writeInt(entry);
        }
        Tool.run("qemu-img", "convert", "-O", "raw", ours.toString(), image("shared.raw")).ok();
        Product.run("img", "check", ours.toString()).status(2);
        Product.run("img", "check", "-r", "all", ours.toString()).ok();
        Product.run("img", "check", ours.toString()).ok();
        Tool.run("qemu-img", "compare", ours.toString(), image("shared.raw")).ok();
    }

    @Test
    void discardsAndZeroesGiveClustersBack() throws IOException {
        var ours = Folders.of(images, folder).ours().resolve("small").toString();
        long before = Files.size(Path.of(ours));
        Product.run(
                        "io",
                        "-f",
                        "parallels",
                        "-d",
                        "unmap",
                        "-c",
                        "discard 0 512k",
                        "-c",
                        "flush",
                        "-c",
                        "write -zu 512k 64k",
                        "-c",
                        "flush",
                        "-c",
                        "write -P 5 8M 512k",
                        ours)
                .ok();
        assertTrue(Files.size(Path.of(ours)) <= before, "new data are to take their place");
        Tool.run("qemu-img", "check", ours).ok();
        Tool.run(
                        "qemu-io",
                        "-r",
                        "-f",
                        "parallels",
                        "-c",
                        "read -P 0 0 576k",
                        "-c",
                        "read -P 5 8M 512k",
                        ours)
                .ok();
    }

    @Test
    void dirtyBitmapsThatWeKeepAreThePeers() throws Exception {
        var name = "12345678-9abc-def0-1122-334455667788";
        var home = Folders.of(images, folder).ours();
        try (var daemon = QmpSide.ours(home, Files.createTempDirectory(folder, "s"))) {
            daemon.run(
                    List.of(
                            node("false"),
                            "block-dirty-bitmap-add {'node': 'n', 'name': '%s', 'granularity': 65536, 'persistent': true}"
                                    .formatted(name)
                                    .replace('\'', '"')),
                    new QmpMask());
        }
        // nobody takes them over here: the driver records by itself
        Product.run("io", "-f", "parallels", "-c", "write -P 9 1M 300k", home + "/small").ok();
        try (var pair = QmpPair.start(home, folder)) {
            pair.mask().without("persistent");
            pair.same(
                    """
                    %s
                    x-debug-block-dirty-bitmap-sha256 {"node": "n", "name": "%s"}
                    """
                            .formatted(node("true"), name));
            for (var side : List.of(pair.ours(), pair.theirs())) {
                var told = side.run(List.of("query-named-block-nodes"), new QmpMask()).getFirst();
                assertTrue(told.contains("\"count\": 327680"), told);
            }
        }
    }

    private static String node(String readOnly) {
        return ("blockdev-add {'driver': 'parallels', 'node-name': 'n', 'read-only': "
                        + readOnly
                        + ", 'file': {'driver': 'file', 'filename': 'small'}}")
                .replace('\'', '"');
    }
}
