package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** QED images of ours are QEMU's, and the other way round: what they hold, and what is said. */
class QedAgainstQemuTest {
    /** Where the header has its features, and where the tables of an image are by default. */
    private static final int FEATURES = 16;

    private static final int L1 = 0x10000;

    @TempDir static Path folder;
    private static Path images;

    @BeforeAll
    static void makeImages() throws IOException {
        Tool.requires("qemu-img", "qemu-io");
        images = Files.createDirectory(folder.resolve("images"));
        var base = images.resolve("base").toString();
        Tool.run("qemu-img", "create", "-q", "-f", "raw", base, "2M").ok();
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 9 0 2M", base).ok();
    }

    private static ToolPair pair() throws IOException {
        return new ToolPair(images, folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size=513",
                "size=64T",
                "size=1M,cluster_size=4k,table_size=2",
                "size=10G,cluster_size=1M,table_size=16",
                "backing_file=base,backing_fmt=raw",
            })
    void newImagesAreTheSameToTheByte(String options) throws IOException {
        pair().same("img create -f qed -o " + options + " new")
                .sameBytes("new")
                .sameJson("img info --output=json new")
                .sameJson("img map --output=json new")
                .same("img check new");
    }

    @Test
    void refusesWhatCantBeMadeInTheSameWords() throws IOException {
        var pair = pair();
        for (var options :
                new String[] {
                    "size=1M,cluster_size=512",
                    "size=1M,cluster_size=5000",
                    "size=1M,cluster_size=128M",
                    "size=1M,table_size=0",
                    "size=1M,table_size=3",
                    "size=1M,table_size=32",
                    "size=65T",
                    "size=3G,cluster_size=4096,table_size=1",
                    "size=1M,preallocation=full",
                    "size=1M,backing_file=nowhere,backing_fmt=raw",
                }) {
            pair.same("img create -f qed -o " + options + " new");
        }
        pair.same("img measure -O qed --size 1G");
    }

    @Test
    void refusesHeadersInTheSameWords() throws IOException {
        var pair = pair();
        for (var damage :
                new String[] {
                    "0 00000000",
                    "4 00000008",
                    "8 03000000",
                    "12 ffffffff",
                    "16 08000000000000ff",
                    "40 0000050000000000",
                    "48 0102000000000000",
                    "56 40000000ffff0000",
                }) {
            var words = damage.split(" ");
            pair.them("img create -q -f qed new 1M");
            pair.takeTheirs("new");
            pair.put("new", FEATURES, "01").put("new", Integer.parseInt(words[0]), words[1]);
            pair.same("io -r -c 'read 0 512' --image-opts driver=qed,file.filename=new");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'-o cluster_size=4k,table_size=2', ''",
        "'', '-b base -F raw'",
    })
    void whatIsWrittenIsTheSameAndLiesAtTheSamePlace(String options, String backing)
            throws IOException {
        var pair = pair();
        pair.same("img create -q -f qed %s %s new 3M".formatted(options, backing));
        pair.same(
                "io -c 'write -P 1 0 512' -c 'write -P 2 5k 10k' -c 'write -P 3 1M 300k'"
                        + " -c 'write -z 5k 512' -c 'write -z 1M 64k'"
                        + " -c 'write -P 4 3071k 1k' -c 'read -P 4 3071k 1k'"
                        + " -c 'write -P 5 2047k 2k' -c 'read -P 2 6k 9k' new");
        pair.same("io -c 'write -P 6 1000k 100k' new");
        if (!backing.isEmpty()) {
            pair.same("io -c 'write -z 500k 128k' new");
        }
        pair.sameContent("driver=qed", "new");
        pair.sameJson("img map --output=json new");
        pair.sameJson("img info --output=json new");
        pair.sameJson("img check --output=json new");
        pair.same("img check new");
        assertEquals(
                Files.size(Path.of(pair.theirs("new"))), Files.size(Path.of(pair.ours("new"))));
    }

    @Test
    void eachReadsAndWritesTheImagesOfTheOther() throws IOException {
        var pair = pair();
        pair.same("img create -q -f qed -b base -F raw new 4M");
        pair.same("io -c 'write -P 1 100k 300k' -c 'write -z 1M 512k' new");
        pair.exchange("new", "other");
        pair.same(
                "io -c 'write -P 2 200k 64k' -c 'write -P 3 1600k 64k' -c 'write -P 4 3M 5k' other");
        pair.sameContent("driver=qed", "other");
        pair.same("img check other");
    }

    @Test
    void growsAndRefusesTheRest() throws IOException {
        var pair = pair();
        pair.same("img create -q -f qed new 1000k").same("io -c 'write -P 1 990k 10k' new");
        for (var change :
                new String[] {
                    "resize new 2M",
                    "resize new 1M",
                    "resize --shrink new 1M",
                    "resize --preallocation=full new 8M",
                    "resize new 900000T",
                    "amend -o size=9M new",
                    "info new",
                }) {
            pair.same("img " + change);
        }
        pair.same("io -c 'read -P 0 1000k 1048k' -c 'write -P 2 1040k 1000k' new");
        pair.sameContent("driver=qed", "new").same("img check new");
    }

    @Test
    void whatLiesBelowStaysHiddenBehindTheEndOfAnImageThatGrows() throws IOException {
        var pair = pair();
        pair.us("img create -q -f qed -b base -F raw new 1000k");
        pair.us("io -c 'write -P 1 990k 5k' new");
        pair.us("img resize new 3M");
        Tool.run(
                        "qemu-io",
                        "-c",
                        "read -P 9 0 990k",
                        "-c",
                        "read -P 9 995k 5k",
                        "-c",
                        "read -P 0 1000k 2072k",
                        pair.ours("new"))
                .ok();
        Tool.run("qemu-img", "check", "-q", pair.ours("new")).ok();
    }

    @Test
    void changesItsBackingAsThePeerDoes() throws IOException {
        var pair = pair();
        pair.same("img create -q -f qcow2 -b base -F raw mid 2M");
        pair.same("io -c 'write -P 5 64k 64k' mid");
        pair.same("img create -q -f qed -b mid -F qcow2 top");
        pair.same("io -c 'write -P 6 1M 64k' top");
        pair.same("img rebase -b base -F raw top").sameBytes("top");
        pair.same("img rebase -u -b base top").same("img rebase -u -b '' top").sameBytes("top");
        pair.same("img rebase -u -b mid -F qcow2 top").sameBytes("top");
        pair.same("img info top").sameContent("driver=qed", "top");
        pair.same("img commit top").sameContent("driver=qcow2", "mid");
        pair.same("img rebase -b '' top").sameContent("driver=qed", "top");
        pair.same("img check top");
    }

    @ParameterizedTest
    @CsvSource({
        // entries of the first L2 table: not at a cluster, twice the same, beyond the end
        "0x60000, 1101000000000000",
        "0x60080, 0000050000000000",
        "0x60080, 0000990000000000",
        // an entry of the L1 table: the same table twice
        "0x10008, 0000060000000000",
    })
    void findsAndRepairsWhatThePeerDoes(String at, String bytes) throws IOException {
        var pair = pair();
        pair.same("img create -q -f qed new 4M");
        pair.same("io -c 'write 0 512' -c 'write 3M 64k' -c 'write 1M 128k' new");
        pair.put("new", Long.decode(at), bytes);
        pair.sameJson("img check --output=json new");
        pair.tryUs("img check -q -r all new");
        pair.tryThem("img check -q -r all new");
        pair.sameContent("driver=qed", "new");
        // some clusters may be lost, and no more
        int status = Tool.run("qemu-img", "check", pair.ours("new")).status();
        assertTrue(status == 0 || status == 3, "status " + status);
    }

    @Test
    void anImageThatWasNotClosedIsReadAsItIsAndRepairedBeforeItIsWritten() throws IOException {
        var pair = pair();
        pair.same("img create -q -f qed new 4M");
        pair.same("io -c 'write -P 1 0 512' -c 'write -P 2 3M 64k' new");
        pair.put("new", FEATURES, "02").put("new", L1 + 8, "0002000000000000");
        pair.same("io -r -c 'read -P 1 0 512' new");
        assertTrue(pair.us("img info new").out().contains("cleanly shut down: no"));
        pair.same("io -c 'write -P 3 1M 64k' new");
        pair.sameJson("img info --output=json new");
        pair.same("img check new").sameContent("driver=qed", "new");
        pair.sameJson("img map --output=json new");
    }
}
