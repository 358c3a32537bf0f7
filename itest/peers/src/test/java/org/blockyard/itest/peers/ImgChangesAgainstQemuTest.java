package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What changes images in place leaves the same content behind as qemu-img does, in images that it
 * finds clean, and says and returns the same.
 */
class ImgChangesAgainstQemuTest {
    private static final List<String> CHANGES =
            List.of(
                    "commit top",
                    "commit -d top",
                    "commit -b base top",
                    "commit -b mid top",
                    "commit -q mid",
                    "commit long",
                    "commit old",
                    "commit -t none mid",
                    "commit -r 100M mid",
                    "commit --image-opts driver=qcow2,file.filename=mid",
                    "rebase -b base -F qcow2 top",
                    "rebase -b '' top",
                    "rebase -b '' old",
                    "rebase -b other -F qcow2 top",
                    "rebase -b other -F qcow2 mid",
                    "rebase -b other -F qcow2 old",
                    "rebase -b other -F qcow2 long",
                    "rebase -b other -F qcow2 -t none -T none mid",
                    "rebase -b noise.raw -F raw mid",
                    "rebase -u -b base -F qcow2 top",
                    "rebase -u -b other -F qcow2 mid",
                    "rebase -b mid -F qcow2 other",
                    "resize base 20M",
                    "resize base +1G",
                    "resize --shrink other 5M",
                    "resize --shrink base -6M",
                    "resize --preallocation=metadata base +3M",
                    "resize --preallocation=full base +3M",
                    "resize top 30M",
                    "resize -q long 20M",
                    "snapshot -l other",
                    "snapshot -c three other",
                    "snapshot -a one other",
                    "snapshot -a 2 other",
                    "snapshot -d one other",
                    "snapshot -d two other",
                    "snapshot -c first mid",
                    "convert -l one -O qcow2 other new",
                    "convert -l snapshot.name=two -O qcow2 other new",
                    "convert -c -O qcow2 top new",
                    "convert -c -f raw -O qcow2 noise.raw new",
                    "convert -c -O qcow2 -o compression_type=zstd top new",
                    "convert -c -O qcow2 -o cluster_size=4k top new",
                    "convert -c -O qcow2 -B base -F qcow2 mid new",
                    "convert -c -W -O qcow2 base other top new",
                    "convert -C -f raw -O qcow2 noise.raw new",
                    "convert -C -O raw top new",
                    "dd if=top of=new -O qcow2",
                    "dd if=top of=new -O qcow2 bs=64k count=9 skip=2",
                    "dd -f raw if=noise.raw of=new -O qcow2 bs=1000 count=700",
                    "dd -U if=base of=new bs=1M -O qcow2",
                    "bench -c 100 base",
                    "bench -c 100 -d 4 -s 8k -S 16k -o 4k -w --pattern 5 base",
                    "bench -w -c 100 -d 4 --flush-interval 10 mid",
                    "bench -w -c 10 -d 4 --flush-interval 4 --no-drain mid",
                    "measure top",
                    "measure -f raw noise.raw",
                    "measure --size 1G",
                    "measure --size 1000 --output=json",
                    "measure -O qcow2 top",
                    "measure -O qcow2 marked",
                    "measure -O qcow2 -f raw noise.raw",
                    "measure -O qcow2 -o cluster_size=4k,refcount_bits=64 --size 10G --output=json",
                    "measure -O qcow2 -o preallocation=full -l one other",
                    "amend -o compat=0.10 mid",
                    "amend -o compat=1.1 old",
                    "amend -o refcount_bits=64 other",
                    "amend -o lazy_refcounts=on base",
                    "amend -o size=20M base",
                    "bitmap --add base b",
                    "bitmap --add -g 4k --disable base b",
                    "bitmap --add --merge b0 marked b1",
                    "bitmap --remove marked b0",
                    "bitmap --clear --disable marked b0",
                    "bitmap --add --merge b0 -b marked -F qcow2 base b1",
                    "convert --bitmaps -O qcow2 marked new",
                    "convert --bitmaps -c -O qcow2 marked new",
                    "measure -O raw --image-opts driver=qcow2,file.filename=mid");

    private static final List<String> REFUSED =
            List.of(
                    "commit",
                    "commit base",
                    "commit -b nope top",
                    "commit nowhere",
                    "commit -r x mid",
                    "commit -t bogus mid",
                    "rebase top",
                    "rebase -b base top",
                    "rebase -b nope -F qcow2 top",
                    "rebase -u -b nope top",
                    "rebase -F bogus -b base top",
                    "rebase -b base -F qcow2 -f raw noise.raw",
                    "rebase -b top -F qcow2 top",
                    "rebase",
                    "resize",
                    "resize base",
                    "resize base 1X",
                    "resize base 1M",
                    "resize base -1M",
                    "resize base -100M",
                    "resize base 0",
                    "resize a b c",
                    "resize --preallocation=bogus base 9M",
                    "resize --preallocation=full --shrink base 7M",
                    "resize nowhere 1M",
                    "snapshot",
                    "snapshot -a nope other",
                    "snapshot -d nope other",
                    "snapshot -a one -d one other",
                    "snapshot -c x -f raw noise.raw",
                    "snapshot -l nowhere",
                    "amend base",
                    "amend -o bogus=1 base",
                    "amend -f raw -o size=1 noise.raw",
                    "bitmap base b",
                    "bitmap --remove base nope",
                    "bitmap -g 4k --clear base b",
                    "bitmap -F qcow2 --clear base b",
                    "bitmap --add base",
                    "measure",
                    "measure --size 1G base",
                    "measure -O bogus --size 1M",
                    "measure --size x",
                    "measure -f raw --size 1M",
                    "measure a b",
                    "measure --output=x base",
                    "dd",
                    "dd if=base",
                    "dd if=base of=new bogus=1",
                    "dd if=base of=new bs=0",
                    "dd if=base of=new bs=x",
                    "dd if=base of=new count=-1",
                    "dd -O bogus if=base of=new",
                    "bench",
                    "bench -c x base",
                    "bench -c 10 --flush-interval 5 base",
                    "bench -c 10 -d 4 -w --flush-interval 2 base",
                    "bench -i bogus base",
                    "bench -t bogus base",
                    "bench -w --pattern 300 base",
                    "convert -l nope other new",
                    "convert -l one other other new",
                    "convert -c -O raw base new",
                    "convert --skip-broken-bitmaps base new",
                    "convert --bitmaps base base new",
                    "convert --bitmaps base new",
                    "convert -r x base new",
                    "convert -m x base new",
                    "convert -S x base new",
                    "convert -c -o preallocation=full -O qcow2 base new",
                    "convert -C -S 4k base new",
                    "convert -C -c -O qcow2 base new",
                    "convert -F qcow2 base new");

    @TempDir static Path folder;
    static Path images;

    @BeforeAll
    static void makeImages() throws IOException {
        Tool.requires("qemu-img", "qemu-io");
        images = Files.createDirectory(folder.resolve("images"));
        qemu("qemu-img", "create", "-q", "-f", "qcow2", image("base"), "8M");
        qemu("qemu-io", "-c", "write -P 1 0 1M", "-c", "write -z 2M 1M", image("base"));
        qemu("qemu-img", "create", "-q", "-f", "qcow2", image("other"), "6M");
        qemu("qemu-io", "-c", "write -P 1 64k 192k", "-c", "write -P 9 4M 70k", image("other"));
        overlay("mid", "base", "cluster_size=64k");
        qemu("qemu-io", "-c", "write -P 2 64k 128k", "-c", "write -z 0 64k", image("mid"));
        overlay("top", "mid", "cluster_size=4k");
        qemu("qemu-io", "-c", "write -P 3 500k 300k", "-c", "write -z 100k 8k", image("top"));
        overlay("old", "base", "compat=0.10,cluster_size=64k");
        qemu("qemu-io", "-c", "write -P 4 1000k 100k", image("old"));
        qemu(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-b",
                "base",
                "-F",
                "qcow2",
                image("long"),
                "12M");
        qemu("qemu-io", "-c", "write -P 5 11M 64k", image("long"));
        qemu("qemu-img", "snapshot", "-c", "one", image("other"));
        qemu("qemu-io", "-c", "write -P 7 0 1M", image("other"));
        qemu("qemu-img", "snapshot", "-c", "two", image("other"));
        qemu("qemu-img", "create", "-q", "-f", "qcow2", image("marked"), "8M");
        qemu("qemu-img", "bitmap", "--add", image("marked"), "b0");
        qemu("qemu-io", "-c", "write -P 8 3M 300k", image("marked"));
        try (var raw = new RandomAccessFile(image("noise.raw"), "rw")) {
            var noise = new byte[700_000];
            new Random(1).nextBytes(noise);
            raw.write(noise);
            raw.seek(3 << 20);
            raw.write(noise);
            raw.setLength(4 << 20);
        }
    }

    private static void overlay(String name, String backing, String options) {
        qemu(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                options,
                "-b",
                backing,
                "-F",
                "qcow2",
                image(name));
    }

    private static String image(String name) {
        return images.resolve(name).toString();
    }

    private static void qemu(String... command) {
        Tool.run(List.of(command), Map.of()).ok();
    }

    /** Runs both; the status and what is printed must be the same. */
    private static Folders both(String line) throws IOException {
        var folders = Folders.of(images, folder);
        var arguments = new ArrayList<String>();
        for (var word : line.split(" ")) {
            arguments.add(word.equals("''") ? "" : word);
        }
        var us = folders.us("img", arguments);
        var them = folders.them("img", arguments);
        assertEquals(plain(them.out()), plain(us.out()), line + "\n" + us.err());
        assertEquals(them.status(), us.status(), line + "\n" + us.err());
        return folders;
    }

    private static String plain(String text) {
        return text.replaceAll("completed in [0-9.]+", "completed in some")
                .replaceAll("VM[ _]SIZE *DATE *VM[ _]CLOCK", "heading")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "date")
                .replaceAll(" 0000:00:0", " 00:00:0")
                .replaceAll("  +--?\\n|  +\\d?\\n", "\n")
                .replaceAll("(ICOUNT) *", "$1")
                .replaceAll(" +", " ");
    }

    /** Every image that both may have changed reads the same, and the peer finds ours clean. */
    private static void sameContent(Folders folders, String line) throws IOException {
        for (var name : List.of("base", "other", "mid", "top", "old", "long", "marked", "new")) {
            var ours = folders.ours().resolve(name);
            if (!Files.exists(ours) || untouched(folders, name)) {
                continue;
            }
            var info = Tool.run("qemu-img", "info", ours.toString()).ok().out();
            if (!info.contains("file format: qcow2")) {
                continue;
            }
            var theirs = folders.theirs().resolve(name).toString();
            Tool.run("qemu-img", "check", "-q", ours.toString()).ok();
            var same = Tool.run("qemu-img", "compare", ours.toString(), theirs);
            assertEquals(0, same.status(), line + ": " + name + "\n" + same.out() + same.err());
            var told = Tool.run("qemu-img", "info", theirs).ok().out();
            assertEquals(facts(told), facts(info), line + ": " + name);
        }
    }

    /** What neither has changed; what shows through it from below is compared there. */
    private static boolean untouched(Folders folders, String name) throws IOException {
        var before = images.resolve(name);
        return Files.exists(before)
                && Files.mismatch(before, folders.ours().resolve(name)) < 0
                && Files.mismatch(before, folders.theirs().resolve(name)) < 0;
    }

    private static String facts(String info) {
        return info.lines()
                .filter(
                        l ->
                                l.matches(
                                        "(virtual size|cluster_size|backing file|backing file format|\\s+name|\\s+granularity|\\s+\\[\\d\\]|\\s+compat|\\s+refcount bits|\\s+lazy refcounts): .*"))
                .map(l -> l.replaceAll(" \\(actual path.*", ""))
                .toList()
                .toString();
    }

    @TestFactory
    Stream<DynamicTest> leavesTheSameBehind() {
        return inTwos(CHANGES, line -> sameContent(both(line), line));
    }

    @TestFactory
    Stream<DynamicTest> refusesTheSame() {
        return inTwos(REFUSED, ImgChangesAgainstQemuTest::both);
    }

    private static Stream<DynamicTest> inTwos(List<String> lines, InTwos.Work<String> work) {
        return InTwos.run(lines, work).entrySet().stream()
                .map(e -> dynamicTest(e.getKey(), e.getValue()));
    }

    @Test
    void theChecksumIsThatOfTheContent() throws IOException {
        var folders = Folders.of(images, folder);
        qemu("qemu-img", "convert", "-O", "raw", image("top"), folders.ours() + "/plain");
        var sum = Tool.run("sha256sum", folders.ours() + "/plain").ok().out().split(" ")[0];
        for (var line :
                List.of(
                        "-O raw top new",
                        "-O qcow2 -c top new",
                        "-O qcow2 -W top new",
                        "-O qcow2 -B mid -F qcow2 top new")) {
            var words = new ArrayList<>(List.of("convert", "--checksum", "sha256"));
            words.addAll(List.of(line.split(" ")));
            assertEquals("sha256: " + sum + "  new\n", folders.us("img", words).ok().out(), line);
        }
    }

    @Test
    void progressForProgramsIsJson() throws IOException {
        var folders = Folders.of(images, folder);
        var words = List.of("convert", "--progress=json", "-O", "qcow2", "base", "new");
        var last = folders.us("img", words).ok().out().lines().toList().getLast();
        assertEquals(
                "{\"phase\": \"convert\", \"bytes\": 8388608, \"total\": 8388608",
                last.substring(0, last.indexOf(", \"rate\"")));
    }

    /** The options of version 10. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "amend -h -q -p -f --image-opts -t --force --object -o",
                "bench -h -q -f --image-opts -t -c -s -d -o -S -i -n -w --pattern --flush-interval --no-drain -U",
                "bitmap -h -f --image-opts --add -g --remove --clear --enable --disable --merge -b -F --object",
                "check -h -q -f --image-opts -T -U --output -r --object",
                "commit -h -q -p -f --image-opts -t -d -b -r --object",
                "compare -h -q -p -f -F --image-opts -s -T -U --object",
                "convert -h -q -p -f --image-opts -l -T -O --target-image-opts -o -c -t -B -F -n --target-is-zero -S --bitmaps --skip-broken-bitmaps -U -r -m -C --salvage -W --object --checksum",
                "create -h -q -f -o -b -F -u --object",
                "dd -h -f --image-opts -O -U --object",
                "info -h -f --image-opts --backing-chain -U --object --output",
                "map -h -f --image-opts --start-offset --max-length --output -U --object",
                "measure -h -O --size -f --image-opts -l --output -U -o --object",
                "rebase -h -q -p -f --image-opts -t -b -F -T -u -c -U --object",
                "resize -h -q -f --image-opts --shrink --preallocation --object",
                "snapshot -h -q -f --image-opts -U -l -c -a -d --object",
            })
    void helpTellsOfEachOption(String line) {
        var words = List.of(line.split(" "));
        var help = Product.run("img", words.getFirst(), "--help").ok().out();
        for (var option : words.subList(1, words.size())) {
            var found =
                    help.lines()
                            .anyMatch(
                                    l ->
                                            (l.replace(',', ' ') + " ").contains(" " + option + " ")
                                                    || l.contains(option + "["));
            assertEquals(true, found, words.getFirst() + " " + option + "\n" + help);
        }
    }
}
