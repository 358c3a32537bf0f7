package org.blockyard.itest.fuzz.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a fuzzer's input does: its first byte chooses a sound image, the second what is done, and
 * the rest what of the image is damaged before. Jazzer finds the two methods by their names.
 */
public final class ImageTarget {
    /** Where work is done: the property that names the folder. */
    static final String FOLDER = "fuzz.folder";

    private static final AtomicReference<Throwable> ELSEWHERE = new AtomicReference<>();
    private static Path folder = Path.of("");
    private static List<Specimen> specimens = List.of();

    private ImageTarget() {}

    /** Makes the sound images. */
    public static void fuzzerInitialize() throws IOException {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> ELSEWHERE.set(e));
        folder = Path.of(System.getProperty(FOLDER, "."));
        specimens = new Specimens(folder).all();
    }

    /** Runs one input: nothing but a finding is thrown. */
    public static void fuzzerTestOneInput(byte[] input) throws Throwable {
        var choices = new Choices(input);
        var specimen = choices.of(specimens);
        var plan = choices.of(List.of(Plan.values()));
        var image = folder.resolve("image");
        Files.write(image, Damage.apply(specimen, choices));
        plan.run(new Plan.Image(specimen.reference(image.toString())));
        var harm = ELSEWHERE.get();
        if (harm != null) {
            throw harm;
        }
    }

    /** How many kinds of images there are. */
    static int kinds() {
        return specimens.size();
    }

    /** What an input is about. */
    static String describe(byte[] input) {
        var choices = new Choices(input);
        return choices.of(specimens).name() + ", " + choices.of(List.of(Plan.values()));
    }
}
