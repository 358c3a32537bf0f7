package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Folders as disks: what is shown is a sound file system with the same files for fsck.vfat and
 * mtools, as the peer's is for ASCII names, and what mtools make of it the folder becomes.
 */
class VvfatTest {
    /** How often a daemon is killed while it turns writes into files. */
    private static final int KILLS = Integer.getInteger("peers.vvfat-kills", 4);

    @TempDir Path temp;
    private Path shared;

    @BeforeEach
    void makeFolder() throws IOException {
        Tool.requires("fsck.vfat", "mcopy", "qemu-img", "nbdcopy", "diff");
        shared = Files.createDirectories(temp.resolve("shared"));
        write("README.TXT", 100);
        write("A long file name.text", 20_000);
        write("empty", 0);
        write("folder/deeper/file", 9000);
        write("folder/UPPER.C", 8192);
    }

    private void write(String name, int length) throws IOException {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        var file = shared.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private String at(String name) {
        return temp.resolve(name).toString();
    }

    /** mtools and others that shall take names as UTF-8. */
    private static Tool.Result utf8(String... command) {
        return Tool.run(List.of(command), Map.of("LC_ALL", "C.UTF-8", "MTOOLS_SKIP_CHECK", "1"));
    }

    /** The options of mtools that name the volume on a disk. */
    private static String volume(String disk, boolean floppy) {
        return floppy ? disk : disk + "@@32256";
    }

    private void assertSameFiles(String disk, boolean floppy) throws IOException {
        var copy = Files.createTempDirectory(temp, "copy");
        utf8("mcopy", "-s", "-n", "-m", "-i", volume(disk, floppy), "::*", copy + "/").ok();
        utf8("diff", "-r", shared.toString(), copy.toString()).ok();
    }

    private void assertSound(String disk, boolean floppy) throws IOException {
        var part = at("volume");
        if (floppy) {
            Files.deleteIfExists(Path.of(part));
            Files.createSymbolicLink(Path.of(part), Path.of(disk));
        } else {
            Files.deleteIfExists(Path.of(part));
            Tool.run("dd", "if=" + disk, "of=" + part, "bs=32256", "skip=1", "conv=sparse").ok();
        }
        var said = Tool.run("fsck.vfat", "-n", part).ok().out();
        assertFalse(said.contains("Leaving filesystem unchanged"), said);
    }

    @ParameterizedTest
    @CsvSource({
        "fat:, false",
        "fat:12:, false",
        "fat:32:, false",
        "fat:floppy:, true",
        "fat:16:floppy:, true",
        "fat:12:floppy:, true"
    })
    void allFilesAreThereForOthers(String prefix, boolean floppy) throws Exception {
        utf8("sh", "-c", "cd \"$0\" && echo a > ärger.txt && echo b > 日本語.text", "" + shared).ok();
        utf8("sh", "-c", "cd \"$0\" && echo c > 'emoji 😀' && echo d > .hidden", "" + shared).ok();
        Product.run("img", "convert", "-O", "raw", prefix + shared, at("disk")).ok();
        assertSound(at("disk"), floppy);
        // mtools knows no characters beyond 16 bits
        utf8("sh", "-c", "cd \"$0\" && rm 'emoji 😀'", "" + shared).ok();
        utf8("mdel", "-i", volume(at("disk"), floppy), "::emoji*").ok();
        assertSameFiles(at("disk"), floppy);
    }

    @ParameterizedTest
    @CsvSource({"fat:, false", "fat:12:, false", "fat:12:floppy:, true"})
    void thePeerShowsTheSameFiles(String prefix, boolean floppy) throws Exception {
        Tool.run("qemu-img", "convert", "-O", "raw", prefix + shared, at("theirs")).ok();
        Product.run("img", "convert", "-O", "raw", prefix + shared, at("ours")).ok();
        assertEquals(Files.size(temp.resolve("theirs")), Files.size(temp.resolve("ours")));
        assertSameFiles(at("theirs"), floppy);
        assertSameFiles(at("ours"), floppy);
        // the same partition, and the same boot sector
        assertArrayEquals(head("theirs", 0), head("ours", 0));
        int boot = floppy ? 0 : 63 * 512;
        // the counts of sectors and clusters, heads and tracks, media and label
        assertArrayEquals(
                Arrays.copyOf(head("theirs", boot), 62), Arrays.copyOf(head("ours", boot), 62));
    }

    @ParameterizedTest
    @ValueSource(strings = {"map", "measure -O qcow2", "map -s 10k -l 30k"})
    void thePeerTellsTheSameOfTheDisk(String command) throws IOException {
        new ImgPair(shared, temp).sameJson(command + " --output=json fat:.");
    }

    private byte[] head(String disk, int offset) throws IOException {
        try (var file = Files.newInputStream(temp.resolve(disk))) {
            file.skipNBytes(offset);
            return file.readNBytes(offset == 0 ? 62 : 512);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dir=@,fat-type=17",
                "dir=@,label=twelve chars",
                "dir=@/none",
                "dir=@/README.TXT"
            })
    void whatIsRefusedIsRefusedInTheSameWords(String options) {
        var all = "driver=vvfat," + options.replace("@", shared.toString());
        var theirs = Tool.run("qemu-img", "info", "--image-opts", all).status(1).err();
        var ours = Product.run("img", "info", "--image-opts", all).status(1).err();
        assertEquals(theirs.replace("qemu-img", ""), ours.replace("qemu-img", ""));
    }

    /** A daemon that shows the folder to be written. */
    private Daemon serve(String options) throws Exception {
        return Daemon.start(
                temp,
                "--blockdev",
                "driver=vvfat,node-name=disk,rw=on,dir=" + shared + options,
                "--nbd-server",
                "addr.type=unix,addr.path=" + at("nbd.sock"),
                "--export",
                "type=nbd,id=disk,node-name=disk,writable=on");
    }

    private Tool.Result copyTo(String disk) {
        return Tool.run(
                "nbdcopy", "--flush", at(disk), "nbd+unix:///disk?socket=" + at("nbd.sock"));
    }

    private void copyFrom(String disk) {
        Tool.run("nbdcopy", "nbd+unix:///disk?socket=" + at("nbd.sock"), at(disk)).ok();
    }

    @ParameterizedTest
    @CsvSource({"'', false", "',fat-type=32', false", "',floppy=on', true"})
    void whatOthersMakeOfTheDiskTheFolderBecomes(String options, boolean floppy) throws Exception {
        try (var daemon = serve(options)) {
            copyFrom("disk");
            var volume = volume(at("disk"), floppy);
            var more = Files.write(temp.resolve("more"), new byte[30_000]);
            utf8("mmd", "-i", volume, "::new folder", "::new folder/ünder it").ok();
            utf8("mcopy", "-i", volume, "" + more, "::new folder/ünder it/new.bin").ok();
            utf8("mcopy", "-o", "-i", volume, "" + more, "::README.TXT").ok();
            utf8("mren", "-i", volume, "::A long file name.text", "::Another name.text").ok();
            utf8("mdel", "-i", volume, "::empty").ok();
            utf8("mmove", "-i", volume, "::folder/UPPER.C", "::new folder").ok();
            utf8("mren", "-i", volume, "::folder", "::renamed folder").ok();
            var moved = Files.readAllBytes(shared.resolve("folder/UPPER.C"));
            copyTo("disk").ok();
            assertSameFiles(at("disk"), floppy);
            assertArrayEquals(moved, Files.readAllBytes(shared.resolve("new folder/UPPER.C")));
            assertTrue(Files.exists(shared.resolve("renamed folder/deeper/file")));
            assertFalse(Files.exists(shared.resolve("folder")));
            copyFrom("again");
            assertEquals(-1, Files.mismatch(temp.resolve("disk"), temp.resolve("again")));
            // what was flushed is there, whatever becomes of the daemon
            daemon.kill();
            assertSameFiles(at("disk"), floppy);
        }
    }

    @Test
    void aKillNeverCostsAFileThatWasNotTouched() throws Exception {
        write("untouched", 50_000);
        var untouched = Files.readAllBytes(shared.resolve("untouched"));
        var contents = new ArrayList<byte[]>();
        contents.add(Files.readAllBytes(shared.resolve("README.TXT")));
        for (int kill = 0; kill < KILLS; kill++) {
            try (var daemon = serve(",floppy=on")) {
                copyFrom("disk");
                var bytes = new byte[100_000 + kill];
                Arrays.fill(bytes, (byte) kill);
                contents.add(bytes);
                var changed = Files.write(temp.resolve("changed"), bytes);
                utf8("mcopy", "-o", "-i", at("disk"), "" + changed, "::README.TXT").ok();
                utf8("mren", "-i", at("disk"), "::untouched", "::renamed").ok();
                utf8("mren", "-i", at("disk"), "::renamed", "::untouched").ok();
                var copy = Thread.startVirtualThread(() -> copyTo("disk"));
                // at any time, and after the copy at the latest
                copy.join(java.time.Duration.ofMillis(new Random().nextInt(40 * (kill + 1))));
                daemon.kill();
                copy.join();
            }
            assertArrayEquals(untouched, Files.readAllBytes(shared.resolve("untouched")));
            var now = Files.readAllBytes(shared.resolve("README.TXT"));
            assertTrue(contents.stream().anyMatch(one -> Arrays.equals(one, now)));
        }
    }
}
