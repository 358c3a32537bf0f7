package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of version 1 that are ours are QEMU's, and the other way round. */
class QcowAgainstQemuTest {
    private static final String SECRET = "--object secret,id=s,data=word ";
    private static final String KEY = "encrypt.format=aes,encrypt.key-secret=s";

    /** What is written in the tests: whole and parts of clusters, again, and up to the end. */
    private static final String WRITES =
            "-c 'write -P 1 0 512' -c 'write -P 2 5k 10k' -c 'write -P 3 1M 300k'"
                    + " -c 'write -z 5k 512' -c 'write -z 1M 64k' -c 'write -P 4 3071k 1k'"
                    + " -c 'read -P 4 3071k 1k' -c 'write -P 5 2047k 2k' -c 'read -P 2 6k 9k'";

    @TempDir static Path folder;
    private static Path images;

    @BeforeAll
    static void makeImages() throws IOException {
        Tool.requires("qemu-img", "qemu-io", "7z");
        images = Files.createDirectory(folder.resolve("images"));
        var base = images.resolve("base").toString();
        Tool.run("qemu-img", "create", "-q", "-f", "raw", base, "2M").ok();
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 9 0 2M", base).ok();
        // half of it packs well
        var noise = new byte[3 << 20];
        new Random(1).nextBytes(noise);
        for (int at = 0; at < noise.length; at += 3000) {
            Arrays.fill(noise, at, Math.min(noise.length, at + 1500), (byte) at);
        }
        Files.write(images.resolve("noise"), noise);
    }

    private static ToolPair pair() throws IOException {
        return new ToolPair(images, folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size=1",
                "size=10G",
                "size=3M,backing_file=base,backing_fmt=raw",
                "size=1M,backing_fmt=raw",
            })
    void newImagesAreTheSameToTheByte(String options) throws IOException {
        pair().same("img create -f qcow -o " + options + " new")
                .sameBytes("new")
                .sameJson("img info --output=json new")
                .sameJson("img map --output=json new")
                .same("img info new");
    }

    @Test
    void refusesWhatCantBeMadeInTheSameWords() throws IOException {
        var pair = pair();
        for (var options :
                new String[] {
                    "size=0",
                    "size=1M,cluster_size=512",
                    "size=1M,preallocation=full",
                    "size=1M,backing_file=nowhere,backing_fmt=raw",
                }) {
            pair.same("img create -f qcow -o " + options + " new");
        }
        for (var options : new String[] {"encrypt.format=luks", "encrypt.format=aes"}) {
            pair.same("img create -q -f qcow -o " + options + " new 1M");
        }
        pair.same("img measure -O qcow --size 1G");
    }

    @Test
    void refusesHeadersInTheSameWords() throws IOException {
        var pair = pair();
        for (var damage :
                new String[] {
                    "0 00000000",
                    "4 00000002",
                    "4 00000007",
                    "24 0000000000000001",
                    "24 0fffffffffffffff",
                    "32 08",
                    "33 10",
                    "36 00000002",
                    "36 00000001",
                    "8 0000000000000040000004ff",
                }) {
            var words = damage.split(" ");
            pair.them("img create -q -f qcow new 1M");
            pair.takeTheirs("new");
            pair.put("new", Integer.parseInt(words[0]), words[1]);
            pair.same("io -r -c 'read 0 512' --image-opts driver=qcow,file.filename=new");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-b base -F raw"})
    void whatIsWrittenIsTheSameAndLiesAtTheSamePlace(String backing) throws IOException {
        var pair = pair().same("img create -q -f qcow " + backing + " new 3M");
        pair.same("io " + WRITES + " new");
        pair.same("io -c 'write -P 6 1000k 100k' -c 'write -P 7 500k 128k' new");
        pair.sameContent("driver=qcow", "new");
        pair.sameJson("img map --output=json new");
        pair.sameJson("img info --output=json new");
        assertEquals(
                Files.size(Path.of(pair.theirs("new"))), Files.size(Path.of(pair.ours("new"))));
        if (backing.isEmpty()) {
            pair.them("img convert -O raw new raw");
            Tool.run(
                            "sh",
                            "-c",
                            "7z x -so \"$0\" | cmp - \"$1\"",
                            pair.ours("new"),
                            pair.theirs("raw"))
                    .ok();
        }
    }

    @Test
    void eachReadsAndWritesTheImagesOfTheOther() throws IOException {
        var pair = pair().same("img create -q -f qcow -b base -F raw new 4M");
        pair.us("io -c 'write -P 1 100k 300k' new");
        pair.them("io -c 'write -P 1 100k 300k' new");
        pair.exchange("new", "other");
        pair.same(
                "io -c 'write -P 2 200k 64k' -c 'write -P 3 1500k 5k' -c 'write -P 4 3M 5k' other");
        pair.sameContent("driver=qcow", "other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-b base -F raw"})
    void encryptedDiskHoldsTheSame(String backing) throws IOException {
        var pair = pair();
        var image = "--image-opts driver=qcow,encrypt.key-secret=s,file.filename=new";
        pair.us("img create -q -f qcow %s-o %s %s new 3M".formatted(SECRET, KEY, backing));
        pair.them("img create -q -f qcow %s-o %s %s new 3M".formatted(SECRET, KEY, backing));
        pair.sameBytes("new").same("io %s%s %s".formatted(SECRET, WRITES, image));
        pair.sameContent("driver=qcow,encrypt.key-secret=s", "new");
        pair.sameJson("img info --output=json new");
        pair.same("img info new");
        pair.same("io -c 'read 0 512' new");
        pair.same("io --object secret,id=s,data=other -r -c 'read -P 1 0 512' " + image);
        pair.exchange("new", "other");
        pair.same(
                "io %s-c 'read -P 3 1100k 200k' -c 'write -P 7 1100k 1500k' %s"
                        .formatted(SECRET, image.replace("=new", "=other")));
        pair.sameContent("driver=qcow,encrypt.key-secret=s", "other");
    }

    @Test
    void refusesKeysInTheSameWords() throws IOException {
        var pair = pair().same("img create -q -f qcow plain 1M");
        pair.us("img create -q -f qcow %s-o %s locked 1M".formatted(SECRET, KEY));
        pair.them("img create -q -f qcow %s-o %s locked 1M".formatted(SECRET, KEY));
        for (var options :
                new String[] {
                    "file.filename=plain,encrypt.format=aes,encrypt.key-secret=s",
                    "file.filename=locked,encrypt.format=luks,encrypt.key-secret=s",
                    "file.filename=locked,encrypt.format=aes,encrypt.key-secret=t",
                    "file.filename=locked,encrypt.format=aes",
                    "file.filename=locked",
                }) {
            pair.same(
                    "io %s-c 'read 0 512' --image-opts driver=qcow,%s".formatted(SECRET, options));
        }
    }

    @Test
    void compressedImagesAreReadByEither() throws IOException {
        var pair = pair();
        pair.us("img convert -c -f raw -O qcow noise new");
        // it does all of it, and says for some reason of its own that it failed
        pair.tryThem("img convert -c -f raw -O qcow noise new");
        pair.sameContent("driver=qcow", "new");
        assertTrue(Files.size(Path.of(pair.ours("new"))) < 3 << 20);
        Files.copy(Path.of(pair.theirs("new")), Path.of(pair.ours("other")));
        pair.us("img compare -f raw -F qcow noise other");
        // what is written over a packed cluster takes a place of its own
        pair.same("io -c 'write -P 1 100k 5k' -c 'write -P 2 1M 100k' new");
        pair.sameContent("driver=qcow", "new");
    }

    /** As other makers may have them: the peer's own are never so large. */
    @Test
    void packsClustersOf64KSoThatThePeerReadsThem() throws IOException {
        var pair = pair().same("img create -q -f qcow new 3M").put("new", 32, "100d");
        pair.us("img convert -n -c -f raw -O qcow noise new");
        pair.tryThem("img convert -n -c -f raw -O qcow noise new");
        pair.sameContent("driver=qcow", "new").sameJson("img info --output=json new");
        Files.copy(Path.of(pair.theirs("new")), Path.of(pair.ours("other")));
        pair.us("img compare -f raw -F qcow noise other");
        pair.same("io " + WRITES + " new").sameContent("driver=qcow", "new");
    }

    @Test
    void commitsEmptiesAndRefusesAsThePeerDoes() throws IOException {
        var pair = pair();
        pair.same("img create -q -f qed -b base -F raw mid 3M");
        pair.same("img create -q -f qcow -b mid -F qed top");
        pair.same("io -c 'write -P 5 64k 64k' -c 'write -P 6 2500k 100k' top");
        pair.same("img create -q -f qcow2 -b top -F qcow over");
        pair.same("io -c 'write -P 7 100k 1M' over");
        pair.same("img commit over").sameContent("driver=qcow", "top");
        pair.same("img commit -d top").sameContent("driver=qed", "mid");
        pair.same("img commit top").sameBytes("top").sameContent("driver=qed", "mid");
        pair.same("img rebase -b base -F raw over").sameContent("driver=qcow2", "over");
        Tool.run("qemu-img", "check", "-q", pair.ours("mid")).ok();
        for (var change :
                new String[] {
                    "resize top 4M",
                    "rebase -u -b '' top",
                    "rebase -u -b base top",
                    "rebase -b base -F raw top",
                    "amend -o size=9M top",
                    "check top",
                }) {
            pair.same("img " + change);
        }
    }
}
