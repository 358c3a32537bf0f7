package org.blockyard.itest.fuzz.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.blockyard.itest.formats.ImageFormat;
import org.blockyard.itest.formats.Quality;
import org.blockyard.itest.formats.Trait;
import org.blockyard.itest.formats.Variant;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Run;
import org.blockyard.itest.kit.Programs;

/**
 * Makes sound images of a format: of each variant one by our tools and one by the peer's where it
 * is installed, and one over another. All data are sectors that repeat one byte, so that whatever
 * is not can be taken for metadata.
 */
final class Specimens {
    private static final int LENGTH = 3 << 20;
    private static final List<String> WRITES =
            List.of(
                    "-c",
                    "write -P 4 1M 64k",
                    "-c",
                    "write -z 2M 16k",
                    "-c",
                    "write -P 5 2560k 512");

    private final ImageFormat format;
    private final Path folder;
    private final Path raw;
    private final List<Specimen> all = new ArrayList<>();

    private Specimens(ImageFormat format, Path folder) throws IOException {
        this.format = format;
        this.folder = folder;
        this.raw = folder.resolve("content");
        var content = new byte[LENGTH];
        Arrays.fill(content, 0, 200 << 9, (byte) 1);
        Arrays.fill(content, 2 << 20, (2 << 20) + (100 << 9), (byte) 2);
        Arrays.fill(content, LENGTH - 512, LENGTH, (byte) 3);
        Files.write(raw, content);
    }

    /** Makes them in a folder: of a format that is only read those that are kept. */
    static List<Specimen> of(ImageFormat format, Path folder) throws IOException {
        Files.createDirectories(folder);
        var specimens = new Specimens(format, folder);
        try {
            for (var variant : format.variants()) {
                specimens.make(variant);
            }
            if (format.is(Trait.CHECKED) && Programs.exists("qemu-io")) {
                specimens.makeKilled();
            }
            if (format.is(Trait.BACKING) || format.is(Trait.OWN_BACKING)) {
                specimens.makeOverlay();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        specimens.takeKept();
        return List.copyOf(specimens.all);
    }

    private void make(Variant variant) throws IOException, InterruptedException {
        boolean both = Programs.exists("qemu-img") && !variant.is(Quality.OURS_ALONE);
        for (boolean ours : both ? List.of(true, false) : List.of(true)) {
            var place = place();
            var image = place.resolve(Specimen.IMAGE).toString();
            tool(ours, "img", variant.fromRaw(raw.toString(), image));
            if (!variant.is(Quality.FROZEN)) {
                var words = new ArrayList<>(WRITES);
                words.addAll(variant.open(image));
                tool(ours, "io", words);
            }
            all.add(Specimen.in(place, variant + (ours ? " of ours" : " of the peer's"), variant));
        }
    }

    /** An image that says that it is in use, of which some have a log to replay. */
    private void makeKilled() throws IOException, InterruptedException {
        var variant = format.variants().getFirst();
        var place = place();
        var image = place.resolve(Specimen.IMAGE).toString();
        tool(false, "img", variant.fromRaw(raw.toString(), image));
        var words = new ArrayList<>(WRITES);
        words.addAll(List.of("-c", "abort"));
        words.addAll(variant.open(image));
        Run.peer(folder, "io", words);
        all.add(Specimen.in(place, variant + " whose writer was killed", variant));
    }

    private void makeOverlay() throws IOException, InterruptedException {
        var variant = format.variants().getFirst();
        var place = place();
        var below = format.is(Trait.OWN_BACKING) ? format.name() : "raw";
        tool(true, "img", List.of("convert", "-O", below, raw + "", place.resolve("base") + ""));
        var image = place.resolve(Specimen.IMAGE).toString();
        var words = new ArrayList<>(List.of("create", "-q", "-f", format.name()));
        words.addAll(List.of("-F", below, "-b", "base", image));
        tool(true, "img", words);
        var writes = new ArrayList<>(WRITES);
        writes.addAll(variant.open(image));
        tool(true, "io", writes);
        all.add(Specimen.in(place, format + " over another", variant));
    }

    /** Images that our tools can't make. */
    private void takeKept() throws IOException {
        var kept = Path.of(System.getProperty("root", "."), "itest/fuzz/images", format.name());
        if (!Files.isDirectory(kept)) {
            return;
        }
        try (var files = Files.list(kept)) {
            for (var file : files.sorted().toList()) {
                var place = place();
                try (var packed = new GZIPInputStream(Files.newInputStream(file))) {
                    Files.copy(packed, place.resolve(Specimen.IMAGE));
                }
                all.add(Specimen.in(place, file.getFileName().toString(), format.foreign()));
            }
        }
    }

    private Path place() throws IOException {
        return Files.createDirectory(folder.resolve("specimen" + all.size()));
    }

    private void tool(boolean ours, String tool, List<String> words)
            throws IOException, InterruptedException {
        var outcome = ours ? Run.ours(tool, words) : Run.peer(folder, tool, words);
        if (outcome.status() != 0) {
            throw new Finding(tool + " " + String.join(" ", words) + ": " + outcome);
        }
    }
}
