package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.blockyard.itest.formats.Formats;
import org.blockyard.itest.formats.ImageFormat;
import org.blockyard.itest.formats.Quality;
import org.blockyard.itest.formats.Trait;
import org.blockyard.itest.formats.Variant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tools of both tell of the same image as JSON, for all formats and ways to make them.
 * Makers take turns; with the system property {@code descriptions.all} both make each, and each is
 * looked at through an image above it, not only the usual one of its format.
 */
class DescriptionsAgreeTest {
    private static final boolean ALL = Boolean.getBoolean("descriptions.all");

    @TempDir static Path folder;
    private static TestDisk disk;

    @BeforeAll
    static void makeDisk() throws IOException {
        Tool.requires("qemu-img");
        disk = TestDisk.make(folder.resolve("disk"), 11);
    }

    /** An image of the disk. */
    private record Image(Variant variant, ImageFormat format, Side maker, Path path) {
        @Override
        public String toString() {
            return variant + " of " + maker;
        }

        void describe() {
            ConversionsTest.run(maker, variant.fromRaw(disk.raw() + "", path.toString()));
            var opened = variant.open(path.toString());
            same("info", opened);
            same("map", opened);
            same("measure", opened);
            if (format.is(Trait.CHECKED)) {
                agree("check", opened);
            }
            boolean usual = variant.equals(format.variants().getFirst());
            if ((ALL || usual) && !variant.secret()) {
                describeFromAbove();
            }
        }

        /** As the lower part of a chain, whose upper one has data and zeroes and is longer. */
        private void describeFromAbove() {
            var top = path + ".top";
            var over = List.of("-b", path.toString(), "-F", format.name(), top, "9M");
            Side.THEIRS.run("img", join(List.of("create", "-q", "-f", "qcow2"), over)).ok();
            var writes = List.of("-c", "write 1000k 100k", "-c", "write -z 3100k 200k");
            Side.THEIRS.run("io", join(writes, List.of(top))).ok();
            same("map", List.of(top));
            same("measure", List.of(top));
        }

        private static void same(String command, List<String> opened) {
            var words = words(command, opened);
            assertEquals(told(Side.THEIRS, words), told(Side.OURS, words), command);
        }

        private static List<String> words(String command, List<String> opened) {
            var target = command.equals("measure") ? List.of("-O", "qcow2") : List.<String>of();
            return join(List.of(command, "--output=json"), join(target, opened));
        }

        /** Ours tells no less. */
        private static void agree(String command, List<String> opened) {
            var words = words(command, opened);
            var ours = (Map<?, ?>) told(Side.OURS, words);
            var theirs = (Map<?, ?>) told(Side.THEIRS, words);
            ours.keySet().retainAll(theirs.keySet());
            assertEquals(theirs, ours, command);
        }

        private static Object told(Side side, List<String> words) {
            return Told.comparable(side.run("img", words).ok().out());
        }

        private static List<String> join(List<String> words, List<String> more) {
            return Stream.concat(words.stream(), more.stream()).toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> bothTellTheSameOfEachImage() {
        var images = new ArrayList<Image>();
        for (var format : Formats.writable()) {
            for (var variant : format.variants()) {
                for (var maker : makers(variant, images.size())) {
                    var path = folder.resolve("image" + images.size());
                    images.add(new Image(variant, format, maker, path));
                }
            }
        }
        return InTwos.run(images, Image::describe).entrySet().stream()
                .map(e -> dynamicTest(e.getKey().toString(), e.getValue()));
    }

    private static List<Side> makers(Variant variant, int number) {
        if (variant.is(Quality.OURS_ALONE)) {
            return List.of(Side.OURS);
        }
        return ALL ? List.of(Side.values()) : List.of(Side.values()[number % 2]);
    }
}
