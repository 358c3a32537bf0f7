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
 * Makers take turns; with the system property {@code descriptions.all} both make each.
 */
class DescriptionsAgreeTest {
    private static final boolean ALL = Boolean.getBoolean("descriptions.all");
    private static final String JSON = "--output=json";

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
            same("info", JSON);
            if (!format.is(Trait.UNMAPPED)) {
                same("map", JSON);
            }
            same("measure", JSON, "-O", "qcow2");
            if (format.is(Trait.CHECKED)) {
                agree("check", JSON);
            }
        }

        private void same(String command, String... options) {
            var words = words(command, options);
            assertEquals(told(Side.THEIRS, words), told(Side.OURS, words), command);
        }

        private List<String> words(String command, String... options) {
            var words = new ArrayList<>(List.of(command));
            words.addAll(List.of(options));
            words.addAll(variant.open(path.toString()));
            return words;
        }

        /** Ours tells no less. */
        private void agree(String command, String... options) {
            var words = words(command, options);
            var ours = (Map<?, ?>) told(Side.OURS, words);
            var theirs = (Map<?, ?>) told(Side.THEIRS, words);
            ours.keySet().retainAll(theirs.keySet());
            assertEquals(theirs, ours, command);
        }

        private static Object told(Side side, List<String> words) {
            return Told.comparable(side.run("img", words).ok().out());
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
