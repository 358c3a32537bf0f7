package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.blockyard.itest.formats.Formats;
import org.blockyard.itest.formats.ImageFormat;
import org.blockyard.itest.formats.Quality;
import org.blockyard.itest.formats.Reader;
import org.blockyard.itest.formats.Variant;
import org.blockyard.itest.kit.Programs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One disk in every format that can be written, as we make it and as the peer does, read by the
 * peer and by programs of others; then copied by us from each format to each other. The system
 * property {@code conversions.all} copies from each variant of a format to each, {@code
 * conversions.seed} chooses others.
 */
class ConversionsTest {
    private static final boolean ALL = Boolean.getBoolean("conversions.all");
    private static final long SEED = Long.getLong("conversions.seed", 7);

    /** As often is tried what the peer gives up on a busy machine. */
    private static final int TRIES = 20;

    @TempDir static Path folder;
    private static TestDisk disk;
    private static final Map<Reader, String> MISSING = new HashMap<>();

    /** An image of the disk and who made it. */
    private record Image(Variant variant, Side maker) {
        Path path() {
            var name = maker + "-" + variant.toString().replaceAll("[^a-z0-9]+", "-");
            return folder.resolve(name);
        }

        @Override
        public String toString() {
            return variant + " of " + maker;
        }

        /** It is made of the disk; if by us, the peer compares both. Copies tell if we read its. */
        void make() {
            run(maker, variant.fromRaw(disk.raw().toString(), path().toString()));
            if (maker == Side.OURS) {
                compareWithDisk(variant, path());
            }
        }
    }

    /** One of our images, read by a program of others. */
    private record Reading(Image image, Reader reader) {
        @Override
        public String toString() {
            return image + ", read by " + reader;
        }

        void run() throws IOException {
            if (MISSING.containsKey(reader)) {
                abort(MISSING.get(reader));
            }
            var copy = folder.resolve(image.path().getFileName() + "-" + reader);
            Tool.run(reader.command(image.path(), copy), Map.of()).ok();
            disk.assertIs(copy, image.variant().is(Quality.ROUNDED));
            Files.delete(copy);
        }
    }

    /** A copy of an image that we make, and that the peer compares with the disk. */
    private record Copy(Image from, Variant to) {
        @Override
        public String toString() {
            return from + " to " + to;
        }

        void make() throws IOException {
            var target = Files.createTempDirectory(folder, "copy").resolve("image");
            ConversionsTest.run(
                    Side.OURS, from.variant().convert(from.path().toString(), to, target + ""));
            compareWithDisk(to, target);
            try (var files = Files.list(target.getParent())) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @BeforeAll
    static void makeDisk() throws IOException, InterruptedException {
        Tool.requires("qemu-img");
        disk = TestDisk.make(folder.resolve("disk"), SEED);
        for (var reader : Reader.values()) {
            reader.missing().ifPresent(why -> MISSING.put(reader, why));
        }
        if (!MISSING.isEmpty() && "true".equals(System.getenv("CI"))) {
            fail(MISSING + ", and in CI nothing is skipped");
        }
    }

    @TestFactory
    Stream<DynamicTest> everyFormatBecomesEveryOther() {
        var images = images();
        var made = InTwos.run(images, Image::make);
        var read = InTwos.run(readings(images), Reading::run);
        var copied = InTwos.run(ALL ? allCopies(images) : copies(images), Copy::make);
        return Stream.of(made, read, copied)
                .flatMap(each -> each.entrySet().stream())
                .map(e -> dynamicTest(e.getKey().toString(), e.getValue()));
    }

    private static List<Image> images() {
        var all = new ArrayList<Image>();
        for (var format : Formats.writable()) {
            for (var variant : format.variants()) {
                all.add(new Image(variant, Side.OURS));
                if (!variant.is(Quality.OURS_ALONE)) {
                    all.add(new Image(variant, Side.THEIRS));
                }
            }
        }
        return all;
    }

    private static List<Reading> readings(List<Image> images) {
        return images.stream()
                .filter(image -> image.maker() == Side.OURS)
                .flatMap(
                        image -> image.variant().readers().stream().map(r -> new Reading(image, r)))
                .toList();
    }

    /** From each format to each other, with variants and makers in turn, in an order of chance. */
    private static List<Copy> copies(List<Image> images) {
        var random = new Random(SEED);
        var targets = new HashMap<ImageFormat, Turns<Variant>>();
        Formats.writable().forEach(to -> targets.put(to, new Turns<>(to.variants(), random)));
        var copies = new ArrayList<Copy>();
        for (var from : Formats.writable()) {
            var sources = new Turns<>(of(from, images), random);
            for (var to : Formats.writable()) {
                if (!to.equals(from)) {
                    copies.add(new Copy(sources.next(), targets.get(to).next()));
                }
            }
        }
        return copies;
    }

    /** All of a list, one after the other and from the beginning again. */
    private static final class Turns<T> {
        private final List<T> all;
        private int turn;

        Turns(List<T> all, Random random) {
            this.all = new ArrayList<>(all);
            Collections.shuffle(this.all, random);
        }

        T next() {
            return all.get(turn++ % all.size());
        }
    }

    /** Without those that are longer than the disk, for so would be their copies. */
    private static List<Image> of(ImageFormat format, List<Image> images) {
        return images.stream()
                .filter(image -> image.variant().format().equals(format.name()))
                .filter(image -> !image.variant().is(Quality.ROUNDED))
                .toList();
    }

    private static List<Copy> allCopies(List<Image> images) {
        var copies = new ArrayList<Copy>();
        for (var from : Formats.writable()) {
            for (var source : of(from, images)) {
                for (var to : Formats.writable()) {
                    to.variants().forEach(variant -> copies.add(new Copy(source, variant)));
                }
            }
        }
        return copies;
    }

    private static void compareWithDisk(Variant variant, Path image) {
        var said = run(Side.THEIRS, variant.compare(disk.raw().toString(), image.toString())).out();
        var longer = "Warning: Image size mismatch!\n";
        assertEquals(
                "Images are identical.\n",
                variant.is(Quality.ROUNDED) ? said.replace(longer, "") : said);
    }

    /**
     * Runs {@code img}. The peer derives no key from a password where its own time is not counted,
     * as happens on a busy machine: it is asked again then.
     */
    static Tool.Result run(Side side, List<String> words) {
        var result = side.run("img", words);
        for (int i = 0; i < TRIES && Programs.tooBusy(result.err()); i++) {
            result = side.run("img", words);
        }
        return result.ok();
    }
}
