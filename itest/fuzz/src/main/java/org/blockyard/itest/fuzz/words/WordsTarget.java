package org.blockyard.itest.fuzz.words;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Run;
import org.blockyard.itest.fuzz.inputs.Choices;
import org.blockyard.itest.fuzz.inputs.Elsewhere;
import org.blockyard.itest.fuzz.inputs.Guard;
import org.blockyard.itest.fuzz.inputs.Target;

/**
 * Texts of command lines: an input's first byte chooses where it stands, the rest is the text. In
 * the folder are an image, images that refer to each other in circles, and a chain too long to be
 * opened.
 */
public final class WordsTarget implements Target {
    private static final WordsTarget JAZZERS = new WordsTarget();
    private static final Guard GUARD = new Guard(JAZZERS);
    private static final int MOST = 4096;
    private static final int CHAIN = 600;
    private static final int MOST_RANDOM_CHANGES = 8;
    private static final String PIECES =
            "{}[]\"':,=.@\\\0%-+0123456789eE \u00e4kMGTPtrufalsnidgov_";

    private final Elsewhere elsewhere = new Elsewhere();
    private byte[] image = new byte[0];

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
        return "words";
    }

    @Override
    public void prepare() throws IOException {
        elsewhere.listen();
        Files.write(path("raw"), new byte[1 << 20]);
        img("create", "-q", "-f", "qcow2", "-o", "cluster_size=4k", path("image").toString(), "1M");
        image = Files.readAllBytes(path("image"));
        over("self", "self");
        over("one", "two");
        over("two", "one");
        Files.write(path("chain0"), image);
        for (int i = 1; i < CHAIN; i++) {
            over("chain" + i, "chain" + (i - 1));
        }
    }

    /** An image over another, there or not. */
    private void over(String name, String backing) throws IOException {
        Files.write(path(name), image);
        img("rebase", "-u", "-F", "qcow2", "-b", backing, path(name).toString());
    }

    private static Path path(String name) {
        return Target.folder().resolve(name);
    }

    private static void img(String... words) {
        var outcome = Run.ours("img", List.of(words));
        if (outcome.status() != 0) {
            throw new Finding(String.join(" ", words) + ": " + outcome);
        }
    }

    @Override
    public void run(byte[] input) throws Throwable {
        Files.write(path("image"), image);
        var choices = new Choices(input);
        choices.of(List.of(Place.values())).use(choices.text());
        elsewhere.rethrow();
    }

    @Override
    public String describe(byte[] input) {
        var choices = new Choices(input);
        return choices.of(List.of(Place.values())) + " " + choices.text();
    }

    @Override
    public List<byte[]> beginnings() {
        var all = new ArrayList<byte[]>();
        for (var place : Place.values()) {
            all.add(input(place, place.harmless()));
        }
        return all;
    }

    @Override
    public byte[] random(Random random) {
        var place = Place.values()[random.nextInt(Place.values().length)];
        var text = new StringBuilder(place.harmless());
        for (int i = 1 + random.nextInt(MOST_RANDOM_CHANGES); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            var piece = PIECES.charAt(random.nextInt(PIECES.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, piece);
                case 1 -> text.setLength(at);
                case 2 -> text.insert(at, text.substring(random.nextInt(at + 1), at));
                default -> text.replace(at, Math.min(at + 1, text.length()), "" + piece);
            }
        }
        return input(place, text.toString());
    }

    private static byte[] input(Place place, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var input = Arrays.copyOf(new byte[] {(byte) place.ordinal()}, 1 + bytes.length);
        System.arraycopy(bytes, 0, input, 1, bytes.length);
        return input;
    }

    @Override
    public int most() {
        return MOST;
    }
}
