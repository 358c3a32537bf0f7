package org.blockyard.itest.fuzz.images;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.blockyard.itest.fuzz.inputs.Choices;
import org.blockyard.itest.fuzz.inputs.Elsewhere;
import org.blockyard.itest.fuzz.inputs.Guard;
import org.blockyard.itest.fuzz.inputs.Target;

/**
 * Damaged images: an input's first byte chooses a sound image, the second what is done, and the
 * rest what of the image is damaged before.
 */
public final class ImageTarget implements Target {
    private static final ImageTarget JAZZERS = new ImageTarget();
    private static final Guard GUARD = new Guard(JAZZERS);
    private static final int MOST_RANDOM_CHANGES = 6;

    private final Elsewhere elsewhere = new Elsewhere();
    private List<Specimen> specimens = List.of();

    /** For Jazzer. */
    public static void fuzzerInitialize() throws IOException {
        JAZZERS.prepare();
    }

    /** For Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) throws Throwable {
        GUARD.runAndTell(input);
    }

    @Override
    public String name() {
        return "images";
    }

    @Override
    public void prepare() throws IOException {
        elsewhere.listen();
        specimens = new Specimens(Target.folder()).all();
    }

    @Override
    public void run(byte[] input) throws Throwable {
        var choices = new Choices(input);
        var specimen = choices.of(specimens);
        var plan = choices.of(List.of(Plan.values()));
        var image = Target.folder().resolve("image");
        Files.write(image, Damage.apply(specimen, choices));
        plan.run(new Plan.Image(specimen.reference(image.toString())));
        elsewhere.rethrow();
    }

    @Override
    public String describe(byte[] input) {
        var choices = new Choices(input);
        return choices.of(specimens).name() + ", " + choices.of(List.of(Plan.values()));
    }

    @Override
    public List<byte[]> beginnings() {
        var all = new ArrayList<byte[]>();
        for (int kind = 0; kind < specimens.size(); kind++) {
            for (var plan : Plan.values()) {
                all.add(new byte[] {(byte) kind, (byte) plan.ordinal()});
            }
        }
        return all;
    }

    @Override
    public byte[] random(Random random) {
        int changes = 1 + random.nextInt(MOST_RANDOM_CHANGES);
        var input = new byte[Damage.HEAD + changes * Damage.CHANGE];
        random.nextBytes(input);
        return input;
    }

    @Override
    public int most() {
        return Damage.HEAD + 2 * MOST_RANDOM_CHANGES * Damage.CHANGE;
    }
}
