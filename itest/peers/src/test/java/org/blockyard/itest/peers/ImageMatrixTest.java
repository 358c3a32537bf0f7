package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images of all kinds, made by one of two implementations and checked, read, mapped and changed by
 * the other, both ways. Any two choices on two axes of the format meet in some image; the system
 * property {@code matrix.every}, 1 for all images, says of how many one is made, and {@code
 * matrix.seed} mixes them anew.
 */
class ImageMatrixTest {
    private static final long SEED = Long.getLong("matrix.seed", 4);
    private static final int EVERY = Integer.getInteger("matrix.every", 3);

    @TempDir static Path folder;
    private static byte[] below;

    @BeforeAll
    static void makeBacking() throws IOException {
        Tool.requires("qemu-img", "qemu-io", "qemu-nbd", "nbdinfo");
        var base = folder.resolve("base.qcow2").toString();
        var raw = folder.resolve("base.raw").toString();
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", base, "4M").ok();
        Tool.run("qemu-io", "-c", "write -P 201 100k 1M", "-c", "write -z 2M 1M", base).ok();
        Tool.run("qemu-img", "convert", "-O", "raw", base, raw).ok();
        below = Files.readAllBytes(Path.of(raw));
    }

    @TestFactory
    Stream<DynamicTest> oneMakesTheOtherUses() {
        var rows = Pairwise.rows(MatrixImage.axes(), MatrixImage::possible, SEED);
        var cases = new ArrayList<Case>();
        for (var row : rows) {
            for (var maker : Side.values()) {
                cases.add(new Case(new MatrixImage(row), maker, cases.size()));
            }
        }
        cases.removeIf(one -> one.number() / 2 % EVERY != 0 || one.readsAsAnything());
        return InTwos.run(cases, Case::run).entrySet().stream()
                .map(e -> dynamicTest(e.getKey().toString(), e.getValue()));
    }

    /**
     * One image.
     *
     * @param image how it is made
     * @param maker who makes it
     * @param number tells it from others
     */
    private record Case(MatrixImage image, Side maker, int number) {
        @Override
        public String toString() {
            return maker + " " + image.row();
        }

        /** The peer leaves what was in the file before in encrypted clusters that nobody wrote. */
        boolean readsAsAnything() {
            return image.has("encrypt")
                    && image.has("preallocation")
                    && (maker == Side.THEIRS || image.is("compat", "0.10"));
        }

        private String file() {
            return folder.resolve("image" + number).toString();
        }

        void run() throws IOException {
            var load = new MatrixLoad(image, image.has("backing") ? below : new byte[0], number);
            maker.run("img", image.create(file(), folder)).ok();
            if (image.has("bitmap")) {
                img(maker, "bitmap", "--add", "-g", "64k", "b").ok();
            }
            write(maker, load);
            var first = load.content();
            if (image.has("snapshot")) {
                img(maker, "snapshot", "-c", "s1").ok();
            }
            write(maker, load);
            bothTellTheSame();
            assertArrayEquals(load.content(), read(maker.other(), List.of()), "content");
            if (image.has("snapshot")) {
                assertArrayEquals(first, read(maker.other(), List.of("-l", "s1")), "snapshot");
            }
            write(maker.other(), load);
            bothTellTheSame();
            assertArrayEquals(load.content(), read(maker, List.of()), "content");
            if (image.has("bitmap") && !image.has("encrypt")) {
                assertEquals(load.dirty(), dirty(Side.OURS), "bits as we read them");
                assertEquals(load.dirty(), dirty(Side.THEIRS), "bits as they read them");
            }
            Files.delete(Path.of(file()));
        }

        /** Runs a subcommand on the image; an operand that follows the image's name comes last. */
        private Tool.Result img(Side side, String command, String... rest) {
            var arguments = new ArrayList<>(List.of(command));
            var words = new ArrayList<>(List.of(rest));
            var last = command.equals("bitmap") ? List.of(words.removeLast()) : List.<String>of();
            arguments.addAll(words);
            arguments.addAll(
                    command.equals("snapshot") ? image.probed(file()) : image.opened(file()));
            arguments.addAll(last);
            return side.run("img", arguments);
        }

        private void write(Side side, MatrixLoad load) {
            var arguments = new ArrayList<>(load.more());
            arguments.addAll(image.opened(file()));
            side.run("io", arguments).ok();
        }

        private void bothTellTheSame() {
            same("check", "--output=json");
            same("info", "--output=json");
            same("map", "--output=json");
        }

        private void same(String command, String... rest) {
            var theirs = img(Side.THEIRS, command, rest).ok().out();
            var ours = img(Side.OURS, command, rest).ok().out();
            assertEquals(Told.comparable(theirs), Told.comparable(ours), command);
        }

        private byte[] read(Side side, List<String> options) throws IOException {
            var target = Path.of(file() + ".raw");
            var arguments = new ArrayList<>(List.of("convert", "-O", "raw"));
            arguments.addAll(options);
            arguments.addAll(image.opened(file()));
            arguments.add(target.toString());
            side.run("img", arguments).ok();
            var content = Files.readAllBytes(target);
            Files.delete(target);
            return content;
        }

        /** The numbers of the pieces whose bit is set, as an NBD server of that side tells them. */
        private TreeSet<Integer> dirty(Side side) {
            var server = new ArrayList<String>();
            server.addAll(side == Side.OURS ? Product.command("nbd") : List.of("qemu-nbd"));
            var command =
                    new ArrayList<>(
                            List.of("nbdinfo", "--json", "--map=qemu:dirty-bitmap:b", "--", "["));
            command.addAll(server);
            command.addAll(List.of("-r", "-f", "qcow2", "-B", "b", file(), "]"));
            var told = Tool.run(command, Map.of("BLOCKYARD_NO_BUILD", "1")).ok().out();
            var pieces = new TreeSet<Integer>();
            for (var entry : (List<?>) Told.parsed(told)) {
                var extent = (Map<?, ?>) entry;
                if (value(extent, "type") == 1) {
                    long end = value(extent, "offset") + value(extent, "length") - 1;
                    for (long i = value(extent, "offset") / MatrixLoad.GRANULARITY;
                            i <= end / MatrixLoad.GRANULARITY;
                            i++) {
                        pieces.add((int) i);
                    }
                }
            }
            return pieces;
        }
    }

    private static long value(Map<?, ?> map, String key) {
        return ((Number) map.get(key)).longValue();
    }
}
