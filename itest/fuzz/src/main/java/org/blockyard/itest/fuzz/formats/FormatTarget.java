package org.blockyard.itest.fuzz.formats;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.blockyard.itest.formats.Formats;
import org.blockyard.itest.formats.ImageFormat;
import org.blockyard.itest.formats.Trait;
import org.blockyard.itest.formats.Variant;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.images.Plan;
import org.blockyard.itest.fuzz.inputs.Choices;
import org.blockyard.itest.fuzz.inputs.Elsewhere;
import org.blockyard.itest.fuzz.inputs.Guard;
import org.blockyard.itest.fuzz.inputs.Target;

/**
 * Damaged images of one format. An input's first bytes choose a sound image, what is done with it,
 * whether its format is told or found out, which of its files is damaged, and whether checksums are
 * made right afterwards; the rest is what is damaged.
 */
public final class FormatTarget implements Target {
    /** The property that names the format, for Jazzer. */
    public static final String FORMAT = "fuzz.format";

    private static final List<Plan> READING = List.of(Plan.LOOK, Plan.READ, Plan.CHECK);
    private static final List<Plan> ALL =
            List.of(
                    Plan.LOOK,
                    Plan.READ,
                    Plan.CHECK,
                    Plan.WRITE,
                    Plan.LEAKS,
                    Plan.REPAIR,
                    Plan.RESIZE);

    private static final FormatTarget JAZZERS =
            new FormatTarget(System.getProperty(FORMAT, Formats.ALL.getFirst().name()));
    private static final Guard GUARD = new Guard(JAZZERS);

    /** Bytes before the first change. */
    private static final int HEAD = 8;

    private static final int MOST_RANDOM_CHANGES = 6;

    /** What little is written and what is allocated in advance of it never take more. */
    private static final long MOST_GROWTH = 1L << 30;

    private final ImageFormat format;
    private final List<Plan> plans;
    private final Elsewhere elsewhere = new Elsewhere();
    private List<Specimen> specimens = List.of();

    /** Images of the format of that name. */
    public FormatTarget(String format) {
        this.format = Formats.named(format);
        this.plans = this.format.is(Trait.WRITABLE) ? ALL : READING;
    }

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
        return "formats/" + format;
    }

    @Override
    public void prepare() throws IOException {
        elsewhere.listen();
        var folder = Files.createTempDirectory(Target.folder(), "specimens");
        specimens = Specimens.of(format, folder);
    }

    @Override
    public void run(byte[] input) throws Throwable {
        var choices = new Choices(input);
        var specimen = choices.of(specimens);
        var plan = choices.of(plans);
        boolean told = choices.one() % 8 != 0;
        var damaged = choices.of(specimen.files());
        boolean sealed = choices.one() % 8 != 0;
        specimen.copyTo(Target.folder());
        var copy = Target.folder().resolve(damaged.path().getFileName());
        try (var file = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Damage.apply(file, damaged, choices);
            if (sealed) {
                Seal.renew(file, format.name());
            }
        }
        var image = Target.folder().resolve(Specimen.IMAGE).toString();
        plan.run(new Plan.Image(told ? specimen.variant().open(image) : List.of(image)));
        elsewhere.rethrow();
        refuseGrown(specimen);
    }

    /** What is at a place that a hostile table names is not written there, whatever the file. */
    private static void refuseGrown(Specimen specimen) throws IOException {
        for (var file : specimen.files()) {
            long size = Files.size(Target.folder().resolve(file.path().getFileName()));
            if (size > Files.size(file.path()) + MOST_GROWTH) {
                throw new Finding(file.path().getFileName() + " has grown to " + size + " bytes");
            }
        }
    }

    @Override
    public String describe(byte[] input) {
        var choices = new Choices(input);
        return choices.of(specimens).name() + ", " + choices.of(plans);
    }

    @Override
    public List<byte[]> beginnings() {
        var all = new ArrayList<byte[]>();
        for (int kind = 0; kind < specimens.size(); kind++) {
            for (int plan = 0; plan < plans.size(); plan++) {
                all.add(new byte[] {(byte) kind, (byte) plan, 1});
            }
        }
        return all;
    }

    @Override
    public byte[] random(Random random) {
        // few changes get further than many
        int changes = 1 + random.nextInt(1 + random.nextInt(MOST_RANDOM_CHANGES));
        var input = new byte[HEAD + changes * Damage.CHANGE];
        random.nextBytes(input);
        return input;
    }

    @Override
    public int most() {
        return HEAD + 2 * MOST_RANDOM_CHANGES * Damage.CHANGE;
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(FORMAT, format.name());
    }

    @Override
    public int mostSeconds() {
        // up to four commands open it, and each may try a password for a second
        boolean secret = format.variants().stream().anyMatch(Variant::secret);
        return secret ? 10 : 5;
    }
}
